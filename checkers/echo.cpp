#include "checkers/echo.hpp"

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"
#include "protocol/canonical_json.hpp"
#include "protocol/json_cursor.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kReportedEchoes = 20;

// The echoed value in the result of an ok operation.
std::string_view echoed(std::string_view value, const CheckerOptions& options) {
  std::string_view echo = options.as_maelstrom ? "null" : value;
  host::JsonScanner scanner;
  if (auto cursor = scanner.scan(value); cursor && cursor->peek() == '{') {
    cursor->object([&](std::string_view name) {
      const std::string_view member = cursor->value();
      echo = name == "echo" ? member : echo;
      return !member.empty();
    });
  }
  return echo;
}

}  // namespace

CheckerVerdict check_echo(const History& history, const CheckerOptions& options) {
  CheckerVerdict verdict;
  auto errors = ordered_json::array();
  std::size_t wrong = 0;
  for (OperationIndex index = 0; index < history.operations().size(); ++index) {
    const Operation& operation = history.operation(index);
    const std::string_view sent = history.text(operation.invoked_value);
    const std::string_view value = history.last_value(operation);
    const bool failed = operation.outcome == Outcome::kFail;
    const bool differs = operation.outcome == Outcome::kOk && !equal_json(sent, echoed(value, options));
    if ((!failed && !differs) || ++wrong > kReportedEchoes) {
      continue;
    }
    errors.push_back({"Expected a message with :echo", ordered_json::parse(sent, nullptr, false), "But received",
                      ordered_json::parse(value, nullptr, false)});
    const std::string words = operation_words(history, operation) + " sent " + excerpt(sent, 80);
    verdict.findings.push_back({failed ? "failed-echo" : "wrong-echo",
                                failed ? words + " and got an error: " + excerpt(history.text(operation.error), 80) +
                                             ". An error reply counts as a wrong echo."
                                       : words + " and received " + excerpt(value, 200) + ".",
                                {index},
                                true});
  }
  verdict.valid = wrong == 0 ? Validity::kTrue : Validity::kFalse;
  verdict.details = {{"errors-count", wrong}, {"errors", std::move(errors)}};
  verdict.summary = std::to_string(history.counts().ok) + " echoes, " + std::to_string(wrong) + " wrong";
  if (!options.as_maelstrom && wrong == 0 && history.counts().ok == 0 && history.counts().invoked != 0) {
    report_nothing_tested(verdict, "No echo was returned, so nothing was compared.");
  }
  return verdict;
}

}  // namespace maelstrom::conformance
