// A counter that only grows, as one replica of a cluster has it.
//
// Each incarnation of a node counts only what its clients added there, so each of these counts has one writer and only
// grows. Of two values of a count the larger is the newer one. Merging therefore takes the larger of each: in any
// order, and any number of times. The value is the sum of the counts. [loop]
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include <maelstrom/error.hpp>

namespace plugins {

class GrowOnlyCounter {
 public:
  // Incarnation -> what was added there.
  using Counts = std::map<std::string, std::uint64_t>;

  // incarnation: of this node. Throws Error if its count would not fit.
  void add(const std::string& incarnation, std::uint64_t number) {
    std::uint64_t& count = counts_[incarnation];
    if (number > std::numeric_limits<std::uint64_t>::max() - count) {
      throw maelstrom::Error(maelstrom::ErrorCode::kMalformedRequest, "the counter would exceed 64 bits");
    }
    count += number;
  }

  void merge(const Counts& others) {
    for (const auto& [incarnation, number] : others) {
      std::uint64_t& count = counts_[incarnation];
      count = std::max(count, number);
    }
  }

  // Modulo 2^64.
  std::uint64_t sum() const {
    std::uint64_t sum = 0;
    for (const auto& [incarnation, count] : counts_) {
      sum += count;
    }
    return sum;
  }

  const Counts& counts() const { return counts_; }

 private:
  Counts counts_;
};

}  // namespace plugins
