// Consistency models and the anomalies that they prohibit, with Elle's names and Elle's implications.
//
// A model may imply weaker models; an anomaly may imply milder anomalies. Both relations are kept as their closures, so
// every query takes a few operations on bit sets.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace maelstrom::conformance::transactions {

inline constexpr std::size_t kMaxAnomalies = 96;
inline constexpr std::size_t kMaxModels = 64;

// An index into the table of anomalies; the table is in alphabetical order of the names.
using Anomaly = std::uint8_t;
using AnomalySet = std::bitset<kMaxAnomalies>;

// An index into the table of models. Synonyms (serializable, PL-3) are one model.
using Model = std::uint8_t;
using ModelSet = std::bitset<kMaxModels>;

std::string_view anomaly_name(Anomaly anomaly);

const std::vector<Anomaly>& every_anomaly();

// REQUIRES: the anomaly exists.
Anomaly anomaly_named(std::string_view name);

std::optional<Model> find_model(std::string_view name);

// The name in results: "serializable" rather than "PL-3".
std::string_view friendly_name(Model model);

// Every name that find_model accepts, in alphabetical order.
std::vector<std::string_view> model_names();

// Whether every history that satisfies `model` also satisfies `weaker`.
bool implies(Model model, Model weaker);

// The anomalies that `models` together exclude.
AnomalySet prohibited_by(const std::vector<Model>& models);

// The anomaly and all that it implies.
const AnomalySet& implied_by(Anomaly anomaly);

// The models that cannot hold, given the anomalies.
ModelSet impossible_models(const AnomalySet& anomalies);

// The model and all that imply it.
ModelSet impossible_with(Model model);

// The weakest models that the anomalies exclude, and the stronger models excluded as a result; friendly names, sorted.
struct Boundary {
  std::vector<std::string_view> excluded;
  std::vector<std::string_view> also_excluded;
};
Boundary boundary_of(const AnomalySet& anomalies);

}  // namespace maelstrom::conformance::transactions
