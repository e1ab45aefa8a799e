#include "percentiles.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace maelstrom::conformance {

Percentiles::Percentiles(std::vector<Time> durations) : sorted_(std::move(durations)) {
  std::sort(sorted_.begin(), sorted_.end());
}

Time Percentiles::at(double percent) const {
  if (sorted_.empty()) {
    return 0;
  }
  // 99.9 % of 1000 is a hair more than 999 in floating point, and must not become the 1000th.
  const double exact = percent * static_cast<double>(sorted_.size()) / 100;
  const auto rank = static_cast<std::size_t>(std::ceil(exact - 1e-9 * exact));
  return sorted_[std::clamp<std::size_t>(rank, 1, sorted_.size()) - 1];
}

}  // namespace maelstrom::conformance
