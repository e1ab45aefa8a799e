// A checker: a pure function from a history to a verdict.
//
// To add one, write a file in this folder, declare its function in a header in this folder, and add a row to the table
// in checker.cpp. A checker never throws because of a history: an operation with a malformed value becomes a finding,
// or unknown.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::conformance {

class History;
struct CheckerVerdict;

struct CheckerOptions {
  // Judge exactly as Maelstrom does: no findings that Maelstrom does not know, and unknown where its checker throws.
  bool as_maelstrom = false;

  // Transactions: the requested models, under any of their names. Empty: strict-serializable.
  std::vector<std::string> consistency_models;

  // Transactions: also judge each model alone, in `by-model` of the details.
  bool by_model = false;

  // The share of operations that must succeed: 1 for total availability. nullopt: no minimum.
  std::optional<double> availability;

  // kafka: an operation may have several micro-operations.
  bool transactions = false;
};

using Checker = CheckerVerdict (*)(const History& history, const CheckerOptions& options);

struct CheckerEntry {
  std::string_view name;  // of the workload; also "stats" and "availability", which judge every workload's history
  Checker check;
};

std::span<const CheckerEntry> checkers();

// nullptr if the name is unknown.
const CheckerEntry* find_checker(std::string_view name);

}  // namespace maelstrom::conformance
