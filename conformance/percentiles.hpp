// How long operations took.
#pragma once

#include <cstddef>
#include <vector>

#include "time.hpp"

namespace maelstrom::conformance {

// By nearest rank: the p-th percentile is the smallest duration that at least p % of all are no longer than.
class Percentiles {
 public:
  explicit Percentiles(std::vector<Time> durations);

  std::size_t count() const { return sorted_.size(); }

  // percent: 0 < percent <= 100. 0 when there are no durations.
  Time at(double percent) const;

 private:
  std::vector<Time> sorted_;
};

}  // namespace maelstrom::conformance
