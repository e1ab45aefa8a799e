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

// For messages between servers, and between servers and services. Messages of clients have none.
struct Latency {
  LatencyDistribution distribution = LatencyDistribution::kConstant;
  Time mean = 0;
};

// The share of requests that must succeed: `fraction` of them, or, when total, each one.
struct AvailabilityDemand {
  bool total = false;
  double fraction = 1;
};

// The most that a figure of the results may be: "msgs-per-op", 20.
struct Limit {
  std::string figure;
  double most = 0;
};

struct Plan {
  std::string workload;
  WorkloadOptions options;
  std::vector<std::string> nodes;
  std::uint32_t concurrency = 1;  // clients in all
  double rate = 5;                // requests per second in all
  Time time_limit = 60 * kSecond;
  Latency latency;
  std::vector<FaultKind> faults;
  Time nemesis_interval = 10 * kSecond;  // between two operations of the nemesis, on average
  std::optional<AvailabilityDemand> availability;
  std::vector<Limit> limits;
  // Of transactions: the models to hold; empty: strict-serializable.
  std::vector<std::string> consistency_models;
  bool as_maelstrom = false;     // judge exactly as Maelstrom does
  bool answer_all = false;       // a node that was up all the while has to answer each request; an error counts
  Time recovery = 10 * kSecond;  // from the end of the faults to the final phase
  std::uint64_t seed = 0;
  // A run without a request may be valid: a test that scripts faults or messages alone.
  bool may_be_idle = false;
  // Each kind of operation must succeed at least once, as Maelstrom demands; if not, any operation will do.
  bool stats_by_function = true;
};

// The part of the plan for its workload.
inline WorkloadSetting workload_setting(const Plan& plan) {
  return {plan.nodes, plan.concurrency, plan.latency.mean, plan.options};
}

}  // namespace maelstrom::conformance
