// A text's fingerprint: 128 bits in which two texts differ, for all that anybody will see.
//
// Among n texts that nobody has chosen to collide two have the same hash with a probability of about n^2 / 2^129:
// 10^-19 for ten billion.
#pragma once

#include <cstdint>
#include <string_view>

namespace maelstrom::conformance {

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  friend bool operator==(const Hash128&, const Hash128&) = default;
};

// MurmurHash3_x64_128 with the seed 0 (Austin Appleby, public domain).
Hash128 hash128(std::string_view text);

}  // namespace maelstrom::conformance
