#include "checkers/stats.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"

namespace maelstrom::conformance {
namespace {

std::uint64_t completed(const OutcomeCounts& counts) {
  return counts.ok + counts.fail + counts.info;
}

nlohmann::ordered_json counts_json(const OutcomeCounts& counts) {
  return {
      {"count", completed(counts)}, {"ok-count", counts.ok}, {"fail-count", counts.fail}, {"info-count", counts.info}};
}

// A decimal that reads back as the same float, with as few digits as possible: 0.9, where a double computed from the
// float would be 0.8999999761581421.
double shortest(float value) {
  std::ostringstream text;
  for (int digits = 6; digits <= 9; ++digits) {
    text.str("");
    text.precision(digits);
    text << value;
    if (std::stof(text.str()) == value) {
      break;
    }
  }
  return std::stod(text.str());
}

std::string decimal_words(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

// kafka's generator crashes clients; such a crash is an operation of unknown outcome without a request to a node.
constexpr std::string_view kCrash = "crash";

std::uint64_t crashes_of(const History& history) {
  const auto& functions = history.counts_by_function();
  const auto found =
      std::find_if(functions.begin(), functions.end(), [](const auto& function) { return function.first == kCrash; });
  return found == functions.end() ? 0 : found->second.invoked;
}

}  // namespace

// So few operations of a function may all have got right answers that are errors, such as a failed compare-and-set.
constexpr std::uint64_t kFew = 20;

CheckerVerdict check_stats(const History& history, const CheckerOptions& /*options*/) {
  CheckerVerdict verdict;
  const OutcomeCounts& counts = history.counts();
  verdict.details = counts_json(counts);
  auto functions = history.counts_by_function();
  std::sort(functions.begin(), functions.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  auto by_function = nlohmann::ordered_json::object();
  for (const auto& [name, of_it] : functions) {
    if (completed(of_it) == 0) {
      continue;
    }
    by_function[name] = counts_json(of_it);
    by_function[name]["valid"] = of_it.ok > 0;
    if (of_it.ok == 0 && name != kCrash && name != "debug-topic-partitions") {
      verdict.valid = Validity::kFalse;
      verdict.findings.push_back(
          {"no-ok",
           "None of the " + std::to_string(completed(of_it)) + " completed " + name + " operations succeeded: " +
               std::to_string(of_it.fail) + " failed, " + std::to_string(of_it.info) + " have an unknown outcome." +
               (completed(of_it) < kFew ? " With a higher --rate or --time-limit some may succeed." : ""),
           {},
           true});
    }
  }
  verdict.details["by-f"] = std::move(by_function);
  verdict.summary = std::to_string(completed(counts)) + " operations completed: " + std::to_string(counts.ok) +
                    " ok, " + std::to_string(counts.fail) + " fail, " + std::to_string(counts.info) + " info";
  return verdict;
}

CheckerVerdict check_availability(const History& history, const CheckerOptions& options) {
  CheckerVerdict verdict;
  const OutcomeCounts& counts = history.counts();
  const std::uint64_t crashes = crashes_of(history);
  const std::uint64_t asked = options.as_maelstrom ? counts.invoked : counts.invoked - crashes;
  const double exact = asked == 0 ? 1 : static_cast<double>(counts.ok) / static_cast<double>(asked);
  const auto single = static_cast<float>(exact);
  verdict.details = {{"ok-fraction", shortest(single)}};
  // Maelstrom compares the fraction in single precision, so that 9 of 10 is less than 0.9.
  const double fraction = options.as_maelstrom ? static_cast<double>(single) : exact;
  verdict.summary = std::to_string(counts.ok) + " of " + std::to_string(asked) + " operations ok";
  if (options.availability && fraction < *options.availability) {
    verdict.valid = Validity::kFalse;
    std::string text = "Only " + verdict.summary + ": a fraction of " + decimal_words(exact) + ", but at least " +
                       decimal_words(*options.availability) + " is required.";
    if (options.as_maelstrom && crashes != 0) {
      text += " Maelstrom counts crashes of clients too, which no node can answer: " + std::to_string(crashes) + ".";
    }
    verdict.findings.push_back({"unavailable", std::move(text), {}, true});
  }
  return verdict;
}

}  // namespace maelstrom::conformance
