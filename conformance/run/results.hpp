// The results of a run as data. report/ writes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "conformance/run/error_counts.hpp"
#include "conformance/run/network.hpp"
#include "conformance/run/plan.hpp"
#include "history/history.hpp"
#include "history/percentiles.hpp"

namespace maelstrom::conformance {

// The progress of a running test.
struct Progress {
  std::string_view phase;
  Time elapsed = 0;  // since the workload began
  OutcomeCounts counts;
  std::uint64_t faults = 0;            // that have begun
  std::uint64_t faults_under_way = 0;  // of these, not ended yet
};

// Why a run without a single request is not valid.
inline constexpr std::string_view kNothingTested =
    "no request was sent, so nothing was tested: use a higher --rate or a longer --time-limit";

struct Results {
  Validity valid = Validity::kUnknown;
  std::vector<std::string> reasons;  // reasons for an invalid or unknown verdict; may have line breaks
  // The causes of an invalid verdict, each once, in the order of the reasons: kinds of findings and failures, "limit
  // FIGURE".
  std::vector<std::string> failed;
  Time first_violation = kNever;  // time of the first failure or violation
  Plan plan;
  std::vector<std::string> node_command;  // the node's program or plugin, and its arguments
  Time duration = 0;                      // from the first request to the last, without the wait for the last replies
  OutcomeCounts counts;
  std::vector<ErrorCount> errors;  // of requests that did not succeed, the most frequent first
  Percentiles latencies;           // of requests that succeeded
  NetworkStatistics network;
  std::uint64_t faults = 0;  // that have begun
  CheckerVerdict workload;
  CheckerVerdict stats;
  CheckerVerdict availability;
  std::vector<std::string> warnings;  // possible other causes, one line each
};

// Judges the history of one workload.
using HistoryChecker = std::function<CheckerVerdict(const History& history, const CheckerOptions& options)>;

// The data of a run besides its history.
struct RunFacts {
  Time duration = 0;
  std::vector<std::string> failures;       // protocol errors of nodes
  std::vector<std::string> failure_kinds;  // the kinds of these, each once
  std::vector<std::string> oddities;       // protocol errors that are only warnings
  Time first_failure = kNever;
  std::vector<ErrorCount> errors;
  NetworkStatistics network;
  std::string interrupted;   // why the run ended early; empty if it did not
  bool ended_early = false;  // by a node or an interruption, before all operations were made
  bool has_final_phase = false;
};

// Judges the whole run.
Results judge(const Plan& plan, const History& history, RunFacts facts, const HistoryChecker& checker);

// A figure that a Limit may name.
struct Figure {
  std::string_view name;
  std::string_view workloads = {};  // that have it, separated by spaces; empty: all
};
std::span<const Figure> figures();

// The figure of this name; nullopt if these results do not have it.
std::optional<double> figure(const Results& results, std::string_view name);

}  // namespace maelstrom::conformance
