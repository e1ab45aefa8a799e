// What a test is to do, as the core needs it: no paths, no processes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "conformance/history/faults.hpp"
#include "conformance/history/time.hpp"

namespace maelstrom::conformance {

enum class LatencyDistribution { kConstant, kUniform, kExponential };

// Of messages between servers, and between servers and services. Clients sit beside their node and see none.
struct Latency {
  LatencyDistribution distribution = LatencyDistribution::kConstant;
  Time mean = 0;
};

// The share of requests that must succeed: `fraction` of them, or, when total, each one.
struct AvailabilityDemand {
  bool total = false;
  double fraction = 1;
};

struct Plan {
  std::string workload;
  std::vector<std::string> nodes;
  std::uint32_t concurrency = 1;  // clients in all
  double rate = 5;                // requests per second in all
  Time time_limit = 60 * kSecond;
  Latency latency;
  std::vector<FaultKind> faults;
  Time nemesis_interval = 10 * kSecond;  // between two operations of the nemesis, on average
  std::optional<AvailabilityDemand> availability;
  bool answer_all = false;  // a node that was up all the while has to answer every request, be it by an error
  std::uint64_t seed = 0;
  bool may_be_idle =
      false;  // a run without a single request may be valid: a test that scripts faults or messages alone
  bool keep_history = true;  // of completed operations, which grows with every request; verdicts do not depend on it
};

}  // namespace maelstrom::conformance
