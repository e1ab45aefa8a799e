#include "checkers/verdict.hpp"

#include <nlohmann/json.hpp>

namespace maelstrom::conformance {

nlohmann::ordered_json validity_json(Validity validity) {
  return validity == Validity::kUnknown ? nlohmann::ordered_json("unknown")
                                        : nlohmann::ordered_json(validity == Validity::kTrue);
}

void report_nothing_tested(CheckerVerdict& verdict, const std::string& why) {
  verdict.valid = worst(verdict.valid, Validity::kUnknown);
  verdict.findings.push_back(
      {"nothing-tested", why + " Raise --rate or --time-limit, or find out why the requests fail.", {}, false});
}

std::string operation_words(const History& history, const Operation& operation) {
  std::string words =
      "operation " + std::to_string(operation.invocation) + " (process " + std::to_string(operation.process);
  if (operation.client != kNone) {
    words += ", client c" + std::to_string(operation.client);
  }
  if (operation.node != kNone) {
    words += ", node " + history.node(operation.node);
  }
  return words + ")";
}

}  // namespace maelstrom::conformance
