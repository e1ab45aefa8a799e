#include "history/percentiles.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace maelstrom::conformance {
namespace {

// A duration is stored as its leading bits and the number of its other bits.
constexpr unsigned kLeadingBit = 10;

std::size_t bucket_of(std::uint64_t duration) {
  const unsigned width = static_cast<unsigned>(std::bit_width(duration));
  const unsigned more = width > kLeadingBit + 1 ? width - kLeadingBit - 1 : 0;
  return (std::size_t{more} << kLeadingBit) + (duration >> more);
}

// The longest duration in a bucket.
std::uint64_t longest_in(std::size_t bucket) {
  const std::size_t octave = bucket >> kLeadingBit;
  const unsigned more = octave > 0 ? static_cast<unsigned>(octave - 1) : 0;
  const std::uint64_t leading = bucket - (std::size_t{more} << kLeadingBit);
  return ((leading + 1) << more) - 1;
}

}  // namespace

void Percentiles::add(Time duration) {
  const std::size_t bucket = bucket_of(static_cast<std::uint64_t>(duration));
  if (bucket >= buckets_.size()) {
    buckets_.resize(bucket + 1);
  }
  ++buckets_[bucket];
  ++count_;
  longest_ = std::max(longest_, duration);
}

Time Percentiles::at(double percent) const {
  if (count_ == 0) {
    return 0;
  }
  // 99.9 % of 1000 is slightly more than 999 in floating point, and must not become the 1000th.
  const double exact = percent * static_cast<double>(count_) / 100;
  const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(exact - 1e-9 * exact)), 1, count_);
  std::size_t bucket = 0;
  for (std::uint64_t before = buckets_[0]; before < rank; before += buckets_[bucket]) {
    ++bucket;
  }
  return std::min(static_cast<Time>(longest_in(bucket)), longest_);
}

}  // namespace maelstrom::conformance
