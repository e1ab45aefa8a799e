#include "checkers/clojure_order.hpp"

#include <bit>

#include "protocol/decimal.hpp"

namespace maelstrom::conformance {
namespace {

std::uint32_t mix_word(std::uint32_t word) {
  return std::rotl(word * 0xcc9e2d51U, 15) * 0x1b873593U;
}

std::uint32_t mix_hash(std::uint32_t hash, std::uint32_t word) {
  return std::rotl(hash ^ word, 13) * 5 + 0xe6546b64U;
}

std::uint32_t finish(std::uint32_t hash, std::uint32_t size) {
  hash ^= size;
  hash = (hash ^ hash >> 16) * 0x85ebca6bU;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35U;
  return hash ^ hash >> 16;
}

}  // namespace

std::uint32_t clojure_hash(std::string_view json) {
  if (json.size() >= 2 && json.front() == '"') {
    std::uint32_t java_hash = 0;  // of ASCII text without escapes
    for (const char c : json.substr(1, json.size() - 2)) {
      java_hash = java_hash * 31 + static_cast<unsigned char>(c);
    }
    return java_hash == 0 ? 0 : finish(mix_hash(0, mix_word(java_hash)), 4);
  }
  return clojure_hash(host::parse_integer(json).value_or(0));
}

std::uint32_t clojure_hash(std::int64_t integer) {
  if (integer == 0) {
    return 0;
  }
  const auto bits = static_cast<std::uint64_t>(integer);
  const std::uint32_t low = mix_hash(0, mix_word(static_cast<std::uint32_t>(bits)));
  return finish(mix_hash(low, mix_word(static_cast<std::uint32_t>(bits >> 32))), 8);
}

std::uint32_t clojure_hash_of_collection(std::uint32_t hash, std::size_t size) {
  return finish(mix_hash(0, mix_word(hash)), static_cast<std::uint32_t>(size));
}

bool clojure_before(std::uint32_t a, std::uint32_t b) {
  for (unsigned shift = 0; shift < 32; shift += 5) {
    const std::uint32_t part_a = a >> shift & 31;
    const std::uint32_t part_b = b >> shift & 31;
    if (part_a != part_b) {
      return part_a < part_b;
    }
  }
  return false;
}

}  // namespace maelstrom::conformance
