#include "checkers/transactions/consistency_models.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

namespace maelstrom::conformance::transactions {
namespace {

// Facts of Elle 0.2.2 that do not follow from other facts. A test compares the closures with Elle's own.
struct ModelRow {
  std::string_view name;       // Elle's canonical name
  std::string_view friendly;   // the name in results
  std::string_view implied;    // models, separated by spaces
  std::string_view prohibits;  // anomalies beyond those of the implied models
};

constexpr ModelRow kModels[] = {
    {"1SR", "1SR", "", ""},
    {"PL-1", "read-uncommitted", "",
     "G0 PL-1-cycle-exists cyclic-versions duplicate-elements phantom-element phantom-value reply-mismatch"},
    {"PL-2", "read-committed", "PL-1", "G1 PL-2-cycle-exists axiomatic-read-committed"},
    {"PL-2+", "consistent-view", "PL-2L PL-CS", "G-single"},
    {"PL-2.99", "repeatable-read", "PL-CS monotonic-atomic-view", "G2-item PL-2.99-cycle-exists"},
    {"PL-2L", "monotonic-view", "PL-2", "G-monotonic"},
    {"PL-3", "serializable", "PL-2.99 PL-3U PL-SI view-serializable", "G2 PL-3-cycle-exists predicate-read-miss"},
    {"PL-3U", "update-serializable", "PL-FCV", "G-update"},
    {"PL-CS", "cursor-stability", "PL-2", "G-cursor lost-update"},
    {"PL-FCV", "forward-consistent-view", "PL-2+", "G-SIb"},
    {"PL-MSR", "monotonic-snapshot-read", "PL-2", "G-MSR"},
    {"PL-SI", "snapshot-isolation", "PL-FCV PL-MSR monotonic-atomic-view parallel-snapshot-isolation prefix",
     "G-SI G-nonadjacent PL-SI-cycle-exists"},
    {"PL-SS", "strong-serializable",
     "PL-3 PL-SI linearizable session-serializable strong-session-serializable strong-snapshot-isolation",
     "G2-realtime PL-SS-cycle-exists"},
    {"PRAM", "PRAM", "monotonic-reads monotonic-writes read-your-writes", ""},
    {"causal", "causal", "PRAM writes-follow-reads", ""},
    {"causal-cerone", "causal-cerone", "read-atomic", "axiomatic-causal"},
    {"linearizable", "linearizable", "sequential", ""},
    {"monotonic-atomic-view", "monotonic-atomic-view", "PL-2", ""},
    {"monotonic-reads", "monotonic-reads", "", ""},
    {"monotonic-writes", "monotonic-writes", "", ""},
    {"parallel-snapshot-isolation", "parallel-snapshot-isolation", "causal-cerone update-atomic", ""},
    {"prefix", "prefix", "causal-cerone", ""},
    {"read-atomic", "read-atomic", "monotonic-atomic-view", "axiomatic-read-atomic internal"},
    {"read-your-writes", "read-your-writes", "", ""},
    {"sequential", "sequential", "causal", ""},
    {"session-serializable", "session-serializable", "1SR", ""},
    {"strong-PL-1", "strong-read-uncommitted", "strong-session-PL-1", "G0-realtime strong-PL-1-cycle-exists"},
    {"strong-PL-2", "strong-read-committed", "strong-PL-1 strong-session-PL-2",
     "G1c-realtime strong-PL-2-cycle-exists"},
    {"strong-session-PL-1", "strong-session-read-uncommitted", "PL-1", "G0-process strong-session-PL-1-cycle-exists"},
    {"strong-session-PL-2", "strong-session-read-committed", "PL-2 strong-session-PL-1",
     "G1c-process strong-session-PL-2-cycle-exists"},
    {"strong-session-serializable", "strong-session-serializable", "PL-3 strong-session-snapshot-isolation",
     "G2-process strong-session-serializable-cycle-exists"},
    {"strong-session-snapshot-isolation", "strong-session-snapshot-isolation", "PL-SI strong-session-PL-2",
     "G-nonadjacent-process G1-process strong-session-snapshot-isolation-cycle-exists"},
    {"strong-snapshot-isolation", "strong-snapshot-isolation", "strong-PL-2 strong-session-snapshot-isolation",
     "G-nonadjacent-realtime G1-realtime strong-snapshot-isolation-cycle-exists"},
    {"update-atomic", "update-atomic", "read-atomic", "lost-update"},
    {"view-serializable", "view-serializable", "", ""},
    {"writes-follow-reads", "writes-follow-reads", "", ""},
};

constexpr std::pair<std::string_view, std::string_view> kSynonyms[] = {
    {"conflict-serializable", "PL-3"},
    {"consistent-view", "PL-2+"},
    {"cursor-stability", "PL-CS"},
    {"forward-consistent-view", "PL-FCV"},
    {"monotonic-snapshot-read", "PL-MSR"},
    {"monotonic-view", "PL-2L"},
    {"read-committed", "PL-2"},
    {"read-uncommitted", "PL-1"},
    {"repeatable-read", "PL-2.99"},
    {"serializable", "PL-3"},
    {"snapshot-isolation", "PL-SI"},
    {"strict-serializable", "PL-SS"},
    {"strong-read-committed", "strong-PL-2"},
    {"strong-read-uncommitted", "strong-PL-1"},
    {"strong-serializable", "PL-SS"},
    {"strong-session-read-committed", "strong-session-PL-2"},
    {"strong-session-read-uncommitted", "strong-session-PL-1"},
    {"update-serializable", "PL-3U"},
};

struct AnomalyRow {
  std::string_view name;
  std::string_view implied;  // directly
};
// In alphabetical order. Those without a remark are Elle's; phantom-*, reply-mismatch and axiomatic-* are ours.
constexpr AnomalyRow kAnomalies[] = {
    {"G-MSR", ""},
    {"G-SI", ""},
    {"G-SIb", ""},
    {"G-cursor", ""},
    {"G-monotonic", ""},
    {"G-nonadjacent", "G-nonadjacent-process G2"},
    {"G-nonadjacent-item", "G-nonadjacent G-nonadjacent-item-process G2-item"},
    {"G-nonadjacent-item-process", "G-nonadjacent-item-realtime G-nonadjacent-process G2-item-process"},
    {"G-nonadjacent-item-realtime", "G-nonadjacent-realtime G2-item-realtime"},
    {"G-nonadjacent-process", "G-nonadjacent-realtime G2-process"},
    {"G-nonadjacent-realtime", "G2-realtime"},
    {"G-single", "G-nonadjacent G-single-process GSIb"},
    {"G-single-item", "G-nonadjacent-item G-single G-single-item-process"},
    {"G-single-item-process", "G-nonadjacent-item-process G-single-item-realtime G-single-process"},
    {"G-single-item-realtime", "G-nonadjacent-item-realtime G-single-realtime"},
    {"G-single-process", "G-nonadjacent-process G-single-realtime"},
    {"G-single-realtime", "G-nonadjacent-realtime"},
    {"G-update", ""},
    {"G0", "G0-process G1c"},
    {"G0-process", "G0-realtime G1c-process"},
    {"G0-realtime", "G1c-realtime"},
    {"G1", "G1-process"},
    {"G1-process", "G1-realtime"},
    {"G1-realtime", ""},
    {"G1a", "G1"},
    {"G1b", "G1"},
    {"G1c", "G1 G1c-process"},
    {"G1c-process", "G1-process G1c-realtime"},
    {"G1c-realtime", "G1-realtime"},
    {"G2", "G2-process"},
    {"G2-item", "G2 G2-item-process"},
    {"G2-item-process", "G2-item-realtime G2-process"},
    {"G2-item-realtime", "G2-realtime"},
    {"G2-process", "G2-realtime"},
    {"G2-realtime", ""},
    {"GSI", ""},
    {"GSIa", "GSI"},
    {"GSIb", "GSI"},
    {"PL-1-cycle-exists", ""},
    {"PL-2-cycle-exists", ""},
    {"PL-2.99-cycle-exists", ""},
    {"PL-3-cycle-exists", ""},
    {"PL-SI-cycle-exists", ""},
    {"PL-SS-cycle-exists", ""},
    {"axiomatic-causal", ""},
    {"axiomatic-read-atomic", ""},
    {"axiomatic-read-committed", ""},
    {"cycle-search-timeout", ""},
    {"cyclic-versions", ""},
    {"dirty-update", "G1a"},
    {"duplicate-elements", ""},
    {"empty-transaction-graph", ""},
    {"future-read", "G1c"},
    {"incompatible-order", "G1a"},
    {"internal", ""},
    {"lost-update", "G2-item write-skew"},
    {"phantom-element", ""},
    {"phantom-value", ""},
    {"predicate-read-miss", ""},
    {"reply-mismatch", ""},
    {"strong-PL-1-cycle-exists", ""},
    {"strong-PL-2-cycle-exists", ""},
    {"strong-session-PL-1-cycle-exists", ""},
    {"strong-session-PL-2-cycle-exists", ""},
    {"strong-session-serializable-cycle-exists", ""},
    {"strong-session-snapshot-isolation-cycle-exists", ""},
    {"strong-snapshot-isolation-cycle-exists", ""},
    {"write-skew", "G2"},
};

constexpr std::size_t kModelCount = std::size(kModels);
constexpr std::size_t kAnomalyCount = std::size(kAnomalies);
static_assert(kModelCount <= kMaxModels && kAnomalyCount <= kMaxAnomalies);

template <class Each>
void each_word(std::string_view words, Each each) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    each(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

std::optional<Model> canonical_model(std::string_view name) {
  for (std::size_t model = 0; model < kModelCount; ++model) {
    if (kModels[model].name == name) {
      return static_cast<Model>(model);
    }
  }
  return std::nullopt;
}

// The closures, computed once.
struct Closures {
  std::array<ModelSet, kModelCount> implied_models;         // including itself
  std::array<ModelSet, kModelCount> implying_models;        // including itself
  std::array<AnomalySet, kAnomalyCount> implied_anomalies;  // including itself
  std::array<AnomalySet, kModelCount> prohibited;

  Closures() {
    for (std::size_t anomaly = 0; anomaly < kAnomalyCount; ++anomaly) {
      collect_anomalies(anomaly, implied_anomalies[anomaly]);
    }
    for (std::size_t model = 0; model < kModelCount; ++model) {
      collect_models(model, implied_models[model]);
      AnomalySet direct;
      for (std::size_t weaker = 0; weaker < kModelCount; ++weaker) {
        if (!implied_models[model][weaker]) {
          continue;
        }
        implying_models[weaker].set(model);
        each_word(kModels[weaker].prohibits, [&](std::string_view name) { direct.set(anomaly_named(name)); });
      }
      for (std::size_t anomaly = 0; anomaly < kAnomalyCount; ++anomaly) {
        if ((implied_anomalies[anomaly] & direct).any()) {
          prohibited[model].set(anomaly);
        }
      }
    }
  }

  static void collect_anomalies(std::size_t anomaly, AnomalySet& found) {
    if (found[anomaly]) {
      return;
    }
    found.set(anomaly);
    each_word(kAnomalies[anomaly].implied,
              [&](std::string_view name) { collect_anomalies(anomaly_named(name), found); });
  }

  static void collect_models(std::size_t model, ModelSet& found) {
    if (found[model]) {
      return;
    }
    found.set(model);
    each_word(kModels[model].implied, [&](std::string_view name) { collect_models(*canonical_model(name), found); });
  }
};

const Closures& closures() {
  static const Closures kClosures;
  return kClosures;
}

}  // namespace

std::string_view anomaly_name(Anomaly anomaly) {
  return kAnomalies[anomaly].name;
}

const std::vector<Anomaly>& every_anomaly() {
  static const std::vector<Anomaly> kAll = [] {
    std::vector<Anomaly> all(kAnomalyCount);
    std::iota(all.begin(), all.end(), Anomaly{0});
    return all;
  }();
  return kAll;
}

Anomaly anomaly_named(std::string_view name) {
  const auto* row = std::lower_bound(std::begin(kAnomalies), std::end(kAnomalies), name,
                                     [](const AnomalyRow& one, std::string_view wanted) { return one.name < wanted; });
  assert(row != std::end(kAnomalies) && row->name == name);
  return static_cast<Anomaly>(row - std::begin(kAnomalies));
}

std::optional<Model> find_model(std::string_view name) {
  for (const auto& [synonym, canonical] : kSynonyms) {
    if (synonym == name) {
      return canonical_model(canonical);
    }
  }
  return canonical_model(name);
}

std::string_view friendly_name(Model model) {
  return kModels[model].friendly;
}

std::vector<std::string_view> model_names() {
  std::vector<std::string_view> names;
  for (const ModelRow& row : kModels) {
    names.push_back(row.name);
  }
  for (const auto& synonym : kSynonyms) {
    names.push_back(synonym.first);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool implies(Model model, Model weaker) {
  return closures().implied_models[model][weaker];
}

AnomalySet prohibited_by(const std::vector<Model>& models) {
  AnomalySet prohibited;
  for (const Model model : models) {
    prohibited |= closures().prohibited[model];
  }
  return prohibited;
}

const AnomalySet& implied_by(Anomaly anomaly) {
  return closures().implied_anomalies[anomaly];
}

ModelSet impossible_models(const AnomalySet& anomalies) {
  ModelSet impossible;
  for (std::size_t model = 0; model < kModelCount; ++model) {
    if ((closures().prohibited[model] & anomalies).any()) {
      impossible.set(model);
    }
  }
  return impossible;
}

ModelSet impossible_with(Model model) {
  return closures().implying_models[model];
}

Boundary boundary_of(const AnomalySet& anomalies) {
  const ModelSet impossible = impossible_models(anomalies);
  Boundary boundary;
  for (std::size_t model = 0; model < kModelCount; ++model) {
    if (!impossible[model]) {
      continue;
    }
    const ModelSet weaker = closures().implied_models[model] & impossible;
    (weaker.count() == 1 ? boundary.excluded : boundary.also_excluded).push_back(kModels[model].friendly);
  }
  std::sort(boundary.excluded.begin(), boundary.excluded.end());
  std::sort(boundary.also_excluded.begin(), boundary.also_excluded.end());
  return boundary;
}

}  // namespace maelstrom::conformance::transactions
