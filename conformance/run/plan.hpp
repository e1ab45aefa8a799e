// The settings of a test for the core: no paths, no processes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "conformance/workloads/workload.hpp"
#include "history/faults.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

enum class LatencyDistribution { kConstant, kUniform, kExponential };

// For messages between servers, and between servers and services. Messages of clients have no latency.
struct Latency {
  LatencyDistribution distribution = LatencyDistribution::kConstant;
  Time mean = 0;
};

// The share of requests that must succeed: `fraction`, or all of them if `total`.
struct AvailabilityDemand {
  bool total = false;
  double fraction = 1;
};

// An upper bound on a figure of the results: "msgs-per-op", 20.
struct Limit {
  std::string figure;
  double most = 0;
};

struct Plan {
  std::string workload;
  WorkloadOptions options;
  std::vector<std::string> nodes;
  std::uint32_t concurrency = 1;  // total number of clients
  double rate = 5;                // total requests per second
  Time time_limit = 60 * kSecond;
  Latency latency;
  std::vector<FaultKind> faults;
  Time nemesis_interval = 10 * kSecond;  // between two operations of the nemesis, on average
  std::optional<AvailabilityDemand> availability;
  std::vector<Limit> limits;
  // Transactions: the models to check; empty: strict-serializable.
  std::vector<std::string> consistency_models;
  bool as_maelstrom = false;     // judge exactly as Maelstrom does
  bool answer_all = false;       // a node that stays up must answer each request; an error reply counts
  Time recovery = 10 * kSecond;  // from the end of the faults to the final phase
  std::uint64_t seed = 0;
  // A run without requests may be valid, for a test that only scripts faults or messages.
  bool may_be_idle = false;
  // Each kind of operation must succeed at least once, as Maelstrom demands; false: one success of any kind is enough.
  bool stats_by_function = true;
};

// The part of the plan for its workload.
inline WorkloadSetting workload_setting(const Plan& plan) {
  return {plan.nodes, plan.concurrency, plan.latency.mean, plan.options};
}

}  // namespace maelstrom::conformance
