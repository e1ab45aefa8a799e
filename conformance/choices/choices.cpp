#include "conformance/choices/choices.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace maelstrom::conformance {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr unsigned kBits = 57;  // fraction bits of a fixed-point number; 64 times ln 2 still fits in the integer bits
constexpr std::uint64_t kOne = std::uint64_t{1} << kBits;
constexpr std::uint64_t kLn2 = 99893036290645747U;  // ln 2, in units of 2^-57

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b >> kBits);
}

// -ln(bits / 2^64) as a fixed-point number, for bits > 0.
std::uint64_t negative_logarithm(std::uint64_t bits) {
  constexpr unsigned kTerms = 18;  // the next term is less than 2^-57, for ratio <= 1/3
  const auto zeros = static_cast<unsigned>(std::countl_zero(bits));
  const std::uint64_t fraction = (bits << zeros) >> (64U - kBits);  // in [1/2, 1)
  // -ln f = 2 atanh((1 - f) / (1 + f)), whose series needs no table.
  const auto ratio = static_cast<std::uint64_t>((static_cast<Wide>(kOne - fraction) << kBits) / (kOne + fraction));
  const std::uint64_t square = product(ratio, ratio);
  std::uint64_t power = ratio;
  std::uint64_t sum = 0;
  for (unsigned i = 0; i < kTerms; ++i) {
    sum += power / (2 * i + 1);
    power = product(power, square);
  }
  return zeros * kLn2 + 2 * sum;
}

}  // namespace

double ChoiceStream::unit() {
  return static_cast<double>(bits() >> 11U) * 0x1.0p-53;
}

double ChoiceStream::between(double least, double most) {
  constexpr double kSteps = 1e6;
  assert(least <= most && least >= -kSteps && most <= kSteps);
  const auto first = static_cast<std::int64_t>(least * kSteps);
  const auto last = static_cast<std::int64_t>(most * kSteps);
  const auto steps = static_cast<std::uint64_t>(last - first);
  return static_cast<double>(first + static_cast<std::int64_t>(below(steps + 1))) / kSteps;
}

std::uint64_t ChoiceStream::exponential(std::uint64_t mean) {
  const std::uint64_t bits = std::max<std::uint64_t>(this->bits(), 1);
  return static_cast<std::uint64_t>(static_cast<Wide>(mean) * negative_logarithm(bits) >> kBits);
}

}  // namespace maelstrom::conformance
