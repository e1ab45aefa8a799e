#include "conformance/choices/random.hpp"

#include <algorithm>
#include <bit>

namespace maelstrom::conformance {
namespace {

// FNV-1a: turns a stream's name into bits that differ.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char c : text) {
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return value;
}

// SplitMix64, which xoshiro's authors recommend for filling its state.
std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

__extension__ using Wide = unsigned __int128;

constexpr unsigned kBits = 57;  // behind the point of a fixed-point number; 64 times ln 2 still fits in front of it
constexpr std::uint64_t kOne = std::uint64_t{1} << kBits;
constexpr std::uint64_t kLn2 = 99893036290645747U;  // ln 2, in units of 2^-57

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b >> kBits);
}

// -ln(bits / 2^64) as a fixed-point number, for bits > 0.
std::uint64_t negative_logarithm(std::uint64_t bits) {
  constexpr unsigned kTerms = 18;  // the next one is less than 2^-57, for ratio <= 1/3
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

Random::Random(std::uint64_t seed, std::string_view stream) : state_{} {
  std::uint64_t mix = seed ^ hash(stream);
  for (std::uint64_t& word : state_) {
    word = split_mix(mix);
  }
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  // Values under the threshold would favour small results; they are drawn again.
  const std::uint64_t threshold = (0 - bound) % bound;
  std::uint64_t value = next();
  while (value < threshold) {
    value = next();
  }
  return value % bound;
}

double Random::unit() {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

double Random::between(double least, double most) {
  constexpr double kSteps = 1e6;
  const auto first = static_cast<std::int64_t>(least * kSteps);
  const auto last = static_cast<std::int64_t>(most * kSteps);
  const auto steps = static_cast<std::uint64_t>(last - first);
  return static_cast<double>(first + static_cast<std::int64_t>(below(steps + 1))) / kSteps;
}

std::uint64_t Random::exponential(std::uint64_t mean) {
  const std::uint64_t bits = std::max<std::uint64_t>(next(), 1);
  return static_cast<std::uint64_t>(static_cast<Wide>(mean) * negative_logarithm(bits) >> kBits);
}

}  // namespace maelstrom::conformance
