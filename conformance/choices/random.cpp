#include "conformance/choices/random.hpp"

#include <bit>
#include <cassert>

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

}  // namespace

Random::Random(std::uint64_t seed, std::string_view stream) : state_{} {
  std::uint64_t mix = seed ^ hash(stream);
  for (std::uint64_t& word : state_) {
    word = split_mix(mix);
  }
}

std::uint64_t Random::bits() {
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
  assert(bound > 0);
  // Values below the threshold would favour small results, so draw again.
  const std::uint64_t threshold = (0 - bound) % bound;
  std::uint64_t value = bits();
  while (value < threshold) {
    value = bits();
  }
  return value % bound;
}

}  // namespace maelstrom::conformance
