// What a run comes to: the numbers, the verdict and its reasons, as JSON for programs and as text for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "conformance/history/history.hpp"
#include "conformance/history/percentiles.hpp"
#include "conformance/run/error_counts.hpp"
#include "conformance/run/network.hpp"
#include "conformance/run/plan.hpp"
#include "conformance/workloads/workload.hpp"

namespace maelstrom::conformance {

// A glance at a run under way.
struct Progress {
  std::string_view phase;
  Time elapsed = 0;  // since the workload began
  OutcomeCounts counts;
  std::uint64_t faults = 0;            // that have begun
  std::uint64_t faults_under_way = 0;  // of these
};

enum class Verdict { kValid, kInvalid, kUnknown };

// Why a run without a single request is not valid.
inline constexpr std::string_view kNothingTested =
    "no request was made, so nothing has been tested: give a higher --rate or a longer --time-limit";

struct Results {
  Verdict verdict = Verdict::kUnknown;
  std::vector<std::string> reasons;  // why it is invalid or unknown, one line each
  Plan plan;
  std::vector<std::string> node_command;  // what a node is: a program, or a plugin, and its arguments
  Time duration = 0;                      // from the first request to the last, without the wait for the last replies
  OutcomeCounts counts;
  std::vector<std::pair<std::string, OutcomeCounts>> by_function;
  std::vector<ErrorCount> errors;  // of requests that did not succeed, the most frequent first
  Percentiles latencies;           // of requests that succeeded
  NetworkStatistics network;
  std::uint64_t faults = 0;  // that have begun
  WorkloadReport workload;
  std::vector<std::string> warnings;  // what else may have to do with it, one line each
};

// "true", "false" or "unknown".
std::string_view verdict_name(Verdict verdict);

// The share of requests that succeeded; none when none was made.
std::optional<double> ok_fraction(const OutcomeCounts& counts);

// Why the run does not meet the demand, or empty.
std::string availability_violation(const Plan& plan, const OutcomeCounts& counts);

// results.json. Names as in Maelstrom's results where it has one.
nlohmann::ordered_json to_json(const Results& results);

// A few lines of numbers, each with its '\n'.
std::string summary(const Results& results);

// "valid: true", or "valid: false" and the reasons, one a line.
std::string verdict_text(const Results& results);

}  // namespace maelstrom::conformance
