// The findings of a checker, as data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "history/history.hpp"

namespace maelstrom::conformance {

// Worst first, so that the verdict over several parts is the smallest.
enum class Validity : std::uint8_t { kFalse, kUnknown, kTrue };

constexpr Validity worst(Validity a, Validity b) {
  return a < b ? a : b;
}

// In the form of Maelstrom's results: true, false, or "unknown".
nlohmann::ordered_json validity_json(Validity validity);

// One thing that a checker found.
struct Finding {
  std::string kind;                        // "lost", "G-single-item": Maelstrom's name where it has one
  std::string explanation;                 // sentences for the user: the operation, the node, the problem
  std::vector<OperationIndex> operations;  // that show it; the first one is the cause if known
  bool invalidates = true;                 // false: a warning
};

// The most findings of one kind that are explained; counts and lists in the details are complete.
inline constexpr std::size_t kExplainedFindings = 8;

struct CheckerVerdict {
  Validity valid = Validity::kTrue;
  std::vector<Finding> findings;
  nlohmann::ordered_json details = nlohmann::ordered_json::object();  // under Maelstrom's names, without "valid"
  std::string summary;                                                // one line
};

// Changes a "true" without any test to unknown: `why` nothing was tested. Adds the remedy, which is the same for all
// workloads. The caller decides whether a history without any operation is valid.
void report_nothing_tested(CheckerVerdict& verdict, const std::string& why);

// For explanations: "operation 12 (process 3, client c7, node n1)", with the index of its invocation event, by which
// results identify an operation.
std::string operation_words(const History& history, const Operation& operation);

}  // namespace maelstrom::conformance
