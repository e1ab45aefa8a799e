#include "checkers/counters.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/interval_set.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"
#include "protocol/decimal.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostIntervals = 100'000;  // with more, the search stops and the verdict is unknown

class Counter {
 public:
  Counter(const History& history, const CheckerOptions& options, bool only_grows)
      : history_(history), options_(options), only_grows_(only_grows) {}

  CheckerVerdict check();

 private:
  bool sum_up();
  void judge_reads(const IntervalSet& acceptable);
  void judge_growth();
  std::string acceptable_words(const IntervalSet& acceptable) const;
  CheckerVerdict give_up(std::string kind, std::string why);
  bool may_count(const Operation& operation) const {
    return operation.outcome == Outcome::kInfo || (!options_.as_maelstrom && operation.outcome == Outcome::kPending);
  }
  std::string words(OperationIndex index) const { return operation_words(history_, history_.operation(index)); }

  const History& history_;
  const CheckerOptions& options_;
  bool only_grows_;
  std::int64_t definite_ = 0;
  std::size_t definite_count_ = 0;
  std::vector<std::int64_t> possible_;
  std::vector<OperationIndex> final_reads_;  // in order of completion
  std::string failure_;                      // why the sum cannot be computed
  CheckerVerdict verdict_;
};

// Returns false, with the reason in failure_, if an add is not an integer or the sum exceeds the range of 64 bits.
bool Counter::sum_up() {
  for (const Event& event : history_.events()) {
    if (event.type == Event::Type::kNemesis) {
      continue;
    }
    const Operation& operation = history_.operation(event.index);
    const bool is_completion = event.type == Event::Type::kCompletion;
    const std::string_view function = history_.function(operation);
    if (is_completion && function == "read" && operation.flags.is_final && operation.outcome == Outcome::kOk) {
      final_reads_.push_back(event.index);
    }
    const bool counts = is_completion && operation.outcome == Outcome::kOk;
    const bool may = may_count(operation) && is_completion == (operation.outcome == Outcome::kInfo);
    if (function != "add" || (!counts && !may)) {
      continue;
    }
    const auto delta = host::parse_integer(history_.last_value(operation));
    if (!delta) {
      failure_ = words(event.index) + " adds a value that is not a 64-bit integer.";
      return false;
    }
    if (may) {
      possible_.push_back(*delta);
    } else if (++definite_count_; __builtin_add_overflow(definite_, *delta, &definite_)) {
      failure_ = "The sum of the adds exceeds the range of 64-bit integers.";
      return false;
    }
  }
  return true;
}

CheckerVerdict Counter::give_up(std::string kind, std::string why) {
  verdict_.valid = Validity::kUnknown;
  verdict_.summary = why;
  if (!options_.as_maelstrom) {
    verdict_.findings.push_back({std::move(kind), std::move(why), {}, false});
  }
  return std::move(verdict_);
}

CheckerVerdict Counter::check() {
  if (!sum_up()) {
    return give_up("bad-sum", failure_);
  }
  IntervalSet acceptable(definite_);
  for (const std::int64_t delta : possible_) {
    if (!acceptable.add_shifted(delta)) {
      return give_up("bad-sum", "The sum of the adds exceeds the range of 64-bit integers.");
    }
    if (acceptable.intervals().size() > kMostIntervals) {
      return give_up("too-many-sums", "Adds with unknown outcomes allow more than " + std::to_string(kMostIntervals) +
                                          " ranges of sums.");
    }
  }
  if (options_.as_maelstrom && acceptable.intervals().back().second == std::numeric_limits<std::int64_t>::max()) {
    return give_up("", "Maelstrom's checker fails at the largest 64-bit integer");
  }
  auto intervals = ordered_json::array();
  for (const auto& [low, high] : acceptable.intervals()) {
    intervals.push_back(ordered_json::array({low, high}));
  }
  verdict_.details = {{"errors", ordered_json::array()}, {"final-reads", ordered_json::array()}};
  judge_reads(acceptable);
  if (options_.as_maelstrom && verdict_.valid == Validity::kUnknown) {
    return give_up("", "Maelstrom's checker fails on reads that are not integers");
  }
  verdict_.details["acceptable"] = std::move(intervals);
  verdict_.summary = std::to_string(definite_count_) + " adds ok, " + std::to_string(possible_.size()) +
                     " unknown; acceptable " + acceptable_words(acceptable) + "; " +
                     std::to_string(final_reads_.size()) + " final reads, " +
                     std::to_string(verdict_.details["errors"].size()) + " of them wrong";
  if (!options_.as_maelstrom) {
    judge_growth();
  }
  return std::move(verdict_);
}

void Counter::judge_reads(const IntervalSet& acceptable) {
  for (const OperationIndex index : final_reads_) {
    const Operation& read = history_.operation(index);
    const std::string_view text = history_.last_value(read);
    const ordered_json value = ordered_json::parse(text, nullptr, false);
    if (options_.as_maelstrom && !value.is_number_integer()) {
      verdict_.valid = Validity::kUnknown;
      return;
    }
    verdict_.details["final-reads"].push_back(value);
    const auto number = host::parse_integer(text);
    if (number && acceptable.contains(*number)) {
      continue;
    }
    verdict_.valid = Validity::kFalse;
    verdict_.details["errors"].push_back({{"op", read.completion}, {"value", value}});
    if (verdict_.findings.size() < kExplainedFindings) {
      verdict_.findings.push_back(
          {number ? "wrong-sum" : "malformed-read",
           words(index) + " read " + std::string(text.substr(0, 80)) + " at the end. The " +
               std::to_string(definite_count_) + " acknowledged adds sum up to " + std::to_string(definite_) +
               (possible_.empty() ? std::string() : ", " + std::to_string(possible_.size()) + " more may count") +
               "; acceptable: " + acceptable_words(acceptable) + ".",
           {index},
           true});
    }
  }
  if (final_reads_.empty() && !options_.as_maelstrom) {
    verdict_.valid = Validity::kUnknown;
    verdict_.findings.push_back({"no-final-read",
                                 "No final read succeeded, so the counter's value was not checked. Let every client "
                                 "read at the end.",
                                 {},
                                 false});
  }
}

// The workload does not promise this, so it is only a warning.
void Counter::judge_growth() {
  if (!only_grows_) {
    return;
  }
  std::unordered_map<std::int64_t, std::pair<std::int64_t, OperationIndex>> highest;  // by process
  for (OperationIndex index = 0; index < history_.operations().size(); ++index) {
    const Operation& read = history_.operation(index);
    const auto value = read.outcome == Outcome::kOk && history_.function(read) == "read"
                           ? host::parse_integer(history_.last_value(read))
                           : std::nullopt;
    if (!value) {
      continue;
    }
    auto& [most, reader] = highest.try_emplace(read.process, *value, index).first->second;
    if (*value < most) {
      verdict_.findings.push_back({"went-back",
                                   words(index) + " read " + std::to_string(*value) + ", but " + words(reader) +
                                       ", earlier and by the same process, read " + std::to_string(most) +
                                       ". A grow-only counter does not shrink.",
                                   {index, reader},
                                   false});
      return;
    }
    most = *value;
    reader = index;
  }
}

std::string Counter::acceptable_words(const IntervalSet& acceptable) const {
  std::string text;
  std::size_t shown = 0;
  for (const auto& [low, high] : acceptable.intervals()) {
    if (++shown > kExplainedFindings) {
      return text + ", ...";
    }
    text += text.empty() ? "" : ", ";
    text += std::to_string(low) + (low == high ? "" : " to " + std::to_string(high));
  }
  return text;
}

}  // namespace

CheckerVerdict check_g_counter(const History& history, const CheckerOptions& options) {
  return Counter(history, options, true).check();
}

CheckerVerdict check_pn_counter(const History& history, const CheckerOptions& options) {
  return Counter(history, options, false).check();
}

}  // namespace maelstrom::conformance
