#include "plugin_check/outcome.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <utility>

#include <nlohmann/json.hpp>

#include "protocol/json_integer.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr std::array<std::string_view, 6> kNames = {"passed", "warning", "skipped", "failed", "crashed", "hung"};

[[noreturn]] void end_with(Status status, std::string message, std::string expected, std::string actual) {
  Outcome outcome;
  outcome.status = status;
  outcome.message = std::move(message);
  outcome.expected = std::move(expected);
  outcome.actual = std::move(actual);
  throw Verdict(std::move(outcome));
}

}  // namespace

std::string_view status_name(Status status) {
  return kNames.at(static_cast<std::size_t>(status));
}

bool is_failure(Status status) {
  return status >= Status::kFailed;
}

nlohmann::ordered_json to_json(const Outcome& outcome) {
  return {{"status", status_name(outcome.status)},
          {"message", outcome.message},
          {"expected", outcome.expected},
          {"actual", outcome.actual},
          {"step", outcome.step},
          {"signal", outcome.signal},
          {"frame", outcome.frame},
          {"duration_ns", outcome.duration_ns}};
}

std::optional<Outcome> outcome_from(const nlohmann::ordered_json& json) {
  try {
    Outcome outcome;
    const auto* const name = std::find(kNames.begin(), kNames.end(), json.at("status").get<std::string>());
    if (name == kNames.end()) {
      return std::nullopt;
    }
    outcome.status = static_cast<Status>(name - kNames.begin());
    json.at("message").get_to(outcome.message);
    json.at("expected").get_to(outcome.expected);
    json.at("actual").get_to(outcome.actual);
    json.at("step").get_to(outcome.step);
    json.at("frame").get_to(outcome.frame);
    outcome.signal = static_cast<int>(host::integer_member(json, "signal", 0, INT32_MAX));
    outcome.duration_ns = host::integer_member(json, "duration_ns");
    return outcome;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

void fail(std::string message, std::string expected, std::string actual) {
  end_with(Status::kFailed, std::move(message), std::move(expected), std::move(actual));
}

void skip(std::string reason) {
  end_with(Status::kSkipped, std::move(reason), {}, {});
}

}  // namespace maelstrom::conformance::check
