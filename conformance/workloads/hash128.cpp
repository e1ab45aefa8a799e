#include "conformance/workloads/hash128.hpp"

#include <bit>
#include <cstddef>

namespace maelstrom::conformance {
namespace {

constexpr std::uint64_t kLowFactor = 0x87c37b91114253d5U;
constexpr std::uint64_t kHighFactor = 0x4cf5ad432745937fU;
constexpr std::size_t kHashBlock = 16;

// Up to 8 bytes of `text` from `offset` on, the first one lowest; what is not there is 0.
std::uint64_t word_at(std::string_view text, std::size_t offset) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8 && offset + i < text.size(); ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(text[offset + i])} << (8 * i);
  }
  return word;
}

std::uint64_t mixed_low(std::uint64_t word) {
  return std::rotl(word * kLowFactor, 31) * kHighFactor;
}

std::uint64_t mixed_high(std::uint64_t word) {
  return std::rotl(word * kHighFactor, 33) * kLowFactor;
}

std::uint64_t finished(std::uint64_t value) {
  value = (value ^ (value >> 33U)) * 0xff51afd7ed558ccdU;
  value = (value ^ (value >> 33U)) * 0xc4ceb9fe1a85ec53U;
  return value ^ (value >> 33U);
}

}  // namespace

Hash128 hash128(std::string_view text) {
  Hash128 hash;
  std::size_t offset = 0;
  for (; text.size() - offset >= kHashBlock; offset += kHashBlock) {
    hash.low = (std::rotl(hash.low ^ mixed_low(word_at(text, offset)), 27) + hash.high) * 5 + 0x52dce729U;
    hash.high = (std::rotl(hash.high ^ mixed_high(word_at(text, offset + 8)), 31) + hash.low) * 5 + 0x38495ab5U;
  }
  hash.low ^= mixed_low(word_at(text, offset)) ^ text.size();
  hash.high ^= mixed_high(word_at(text, offset + 8)) ^ text.size();
  hash.low += hash.high;
  hash.high += hash.low;
  hash.low = finished(hash.low);
  hash.high = finished(hash.high);
  hash.low += hash.high;
  hash.high += hash.low;
  return hash;
}

}  // namespace maelstrom::conformance
