#include "conformance/checkers/transactions/search_order.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::conformance::transactions {
namespace {

// MurmurHash3, 32 bits, seed 0.
std::uint32_t murmur_mix_key(std::uint32_t key) {
  return std::rotl(key * 0xcc9e2d51U, 15) * 0x1b873593U;
}
std::uint32_t murmur_mix_hash(std::uint32_t hash, std::uint32_t key) {
  return std::rotl(hash ^ key, 13) * 5 + 0xe6546b64U;
}
std::uint32_t murmur_finish(std::uint32_t hash, std::uint32_t length) {
  hash ^= length;
  hash = (hash ^ (hash >> 16U)) * 0x85ebca6bU;
  hash = (hash ^ (hash >> 13U)) * 0xc2b2ae35U;
  return hash ^ (hash >> 16U);
}
std::uint32_t murmur_of_long(std::int64_t value) {
  if (value == 0) {
    return 0;
  }
  const auto bits = static_cast<std::uint64_t>(value);
  std::uint32_t hash = murmur_mix_hash(0, murmur_mix_key(static_cast<std::uint32_t>(bits)));
  hash = murmur_mix_hash(hash, murmur_mix_key(static_cast<std::uint32_t>(bits >> 32U)));
  return murmur_finish(hash, 8);
}
std::uint32_t murmur_of_int(std::uint32_t value) {
  return value == 0 ? 0 : murmur_finish(murmur_mix_hash(0, murmur_mix_key(value)), 4);
}

// The hash of one JSON value: integers and ASCII strings as Clojure has them, others as nil.
std::uint32_t value_hash(std::string_view json) {
  std::int64_t integer = 0;
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), integer);
  if (error == std::errc() && end == json.data() + json.size()) {
    return murmur_of_long(integer);
  }
  if (json.size() >= 2 && json.front() == '"') {
    std::uint32_t hash = 0;
    for (const char c : json.substr(1, json.size() - 2)) {
      hash = 31 * hash + static_cast<unsigned char>(c);
    }
    return murmur_of_int(hash);
  }
  return 0;
}

void order_level(std::span<HashedVertex> vertices, std::uint32_t shift, std::vector<HashedVertex>& scratch) {
  if (vertices.size() < 2 || shift > 30) {
    return;
  }
  const auto chunk = [shift](const HashedVertex& vertex) { return (vertex.hash >> shift) & 31U; };
  std::array<std::uint32_t, 32> count{};
  for (const HashedVertex& vertex : vertices) {
    ++count[chunk(vertex)];
  }
  // Single entries first, then the children; both by their five bits.
  std::array<std::uint32_t, 32> place{};
  std::uint32_t next = 0;
  for (std::size_t bits = 0; bits < 32; ++bits) {
    if (count[bits] == 1) {
      place[bits] = next++;
    }
  }
  const std::uint32_t children = next;
  for (std::size_t bits = 0; bits < 32; ++bits) {
    if (count[bits] > 1) {
      place[bits] = next;
      next += count[bits];
    }
  }
  scratch.assign(vertices.begin(), vertices.end());
  for (const HashedVertex& vertex : scratch) {
    vertices[place[chunk(vertex)]++] = vertex;
  }
  for (std::uint32_t begin = children; begin < vertices.size();) {
    const std::uint32_t size = count[chunk(vertices[begin])];
    order_level(vertices.subspan(begin, size), shift + 5, scratch);
    begin += size;
  }
}

}  // namespace

std::uint32_t operation_hash(std::uint32_t index) {
  // A signed 32-bit hash, widened to 64 bits, folded to 32, then spread over the low bits.
  const auto wide = static_cast<std::int64_t>(static_cast<std::int32_t>(murmur_of_long(index)));
  auto hash = static_cast<std::uint32_t>(static_cast<std::uint64_t>((wide >> 32) ^ wide));
  hash ^= (hash >> 20U) ^ (hash >> 12U);
  hash ^= (hash >> 7U) ^ (hash >> 4U);
  return hash;
}

void order_as_hash_map(std::vector<HashedVertex>& vertices) {
  std::vector<HashedVertex> scratch;
  order_level(vertices, 0, scratch);
}

std::uint64_t list_rank(const std::vector<std::string_view>& elements) {
  std::uint32_t hash = 1;
  for (const std::string_view element : elements) {
    hash = 31 * hash + value_hash(element);
  }
  hash = murmur_finish(murmur_mix_hash(0, murmur_mix_key(hash)), static_cast<std::uint32_t>(elements.size()));
  std::uint64_t rank = 0;
  for (std::uint32_t shift = 0; shift < 32; shift += 5) {
    rank = (rank << 5U) | ((hash >> shift) & 31U);
  }
  return rank;
}

}  // namespace maelstrom::conformance::transactions
