#include "checkers/interval_set.hpp"

#include <algorithm>
#include <iterator>

namespace maelstrom::conformance {

bool IntervalSet::add_shifted(std::int64_t delta) {
  std::vector<std::pair<std::int64_t, std::int64_t>> shifted;
  for (const auto& [low, high] : intervals_) {
    std::int64_t shifted_low = 0;
    std::int64_t shifted_high = 0;
    if (__builtin_add_overflow(low, delta, &shifted_low) || __builtin_add_overflow(high, delta, &shifted_high)) {
      return false;
    }
    shifted.emplace_back(shifted_low, shifted_high);
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> both;
  std::merge(intervals_.begin(), intervals_.end(), shifted.begin(), shifted.end(), std::back_inserter(both));
  intervals_.clear();
  for (const auto& interval : both) {
    const bool touches = !intervals_.empty() &&
                         (intervals_.back().second >= interval.first || intervals_.back().second + 1 == interval.first);
    if (touches) {
      intervals_.back().second = std::max(intervals_.back().second, interval.second);
    } else {
      intervals_.push_back(interval);
    }
  }
  return true;
}

bool IntervalSet::contains(std::int64_t value) const {
  const auto after =
      std::upper_bound(intervals_.begin(), intervals_.end(), value,
                       [](std::int64_t sought, const auto& interval) { return sought < interval.first; });
  return after != intervals_.begin() && std::prev(after)->second >= value;
}

}  // namespace maelstrom::conformance
