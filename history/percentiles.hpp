// Percentiles of the durations of operations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "history/time.hpp"

namespace maelstrom::conformance {

// By nearest rank: the p-th percentile is the smallest duration such that at least p % of all durations are not longer.
//
// Durations are counted in buckets, so that any number of them takes the same memory: below 2048 ns a bucket is one
// nanosecond, above that it is at most a 1024th of the durations in it, and a percentile is the longest duration of its
// bucket. The longest duration of all is exact.
class Percentiles {
 public:
  // duration: >= 0.
  void add(Time duration);

  std::uint64_t count() const { return count_; }

  // percent: 0 < percent <= 100. Returns 0 if there are no durations.
  Time at(double percent) const;

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  Time longest_ = 0;
};

}  // namespace maelstrom::conformance
