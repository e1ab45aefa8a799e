// The outcome of one rule.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace maelstrom::conformance::check {

enum class Status { kPassed, kWarning, kSkipped, kFailed, kCrashed, kHung };

// "passed", "warning", "skipped", "failed", "crashed", "hung".
std::string_view status_name(Status status);

// Whether the plugin is faulty: failed, crashed or hung.
bool is_failure(Status status);

struct Outcome {
  Status status = Status::kPassed;
  std::string message;     // the problem, or why the rule was skipped, in one line; empty if it passed
  std::string expected;    // may be empty
  std::string actual;      // may be empty
  std::string step;        // the step in which the plugin crashed, hung or ended
  int signal = 0;          // if it crashed
  std::string frame = {};  // the plugin's innermost function on the stack then, as "name at file:line"; may be empty
  std::int64_t duration_ns = 0;
};

nlohmann::ordered_json to_json(const Outcome& outcome);

// nullopt if `json` does not come from to_json.
std::optional<Outcome> outcome_from(const nlohmann::ordered_json& json);

// Thrown by a rule to end with a result other than "passed".
class Verdict : public std::runtime_error {
 public:
  explicit Verdict(Outcome outcome) : std::runtime_error(outcome.message), outcome_(std::move(outcome)) {}
  const Outcome& outcome() const { return outcome_; }

 private:
  Outcome outcome_;
};

[[noreturn]] void fail(std::string message, std::string expected, std::string actual);
[[noreturn]] void skip(std::string reason);

}  // namespace maelstrom::conformance::check
