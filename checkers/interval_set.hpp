// A set of integers as sorted closed intervals that do not touch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace maelstrom::conformance {

class IntervalSet {
 public:
  explicit IntervalSet(std::int64_t value) : intervals_({{value, value}}) {}

  // Adds all elements shifted by `delta`. Returns false, without changes, if that exceeds the range of 64 bits.
  bool add_shifted(std::int64_t delta);

  bool contains(std::int64_t value) const;

  const std::vector<std::pair<std::int64_t, std::int64_t>>& intervals() const { return intervals_; }

 private:
  std::vector<std::pair<std::int64_t, std::int64_t>> intervals_;
};

}  // namespace maelstrom::conformance
