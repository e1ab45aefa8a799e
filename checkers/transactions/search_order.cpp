#include "checkers/transactions/search_order.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/clojure_order.hpp"

namespace maelstrom::conformance::transactions {
namespace {

void order_level(std::span<HashedVertex> vertices, std::uint32_t shift, std::vector<HashedVertex>& scratch) {
  if (vertices.size() < 2 || shift > 30) {
    return;
  }
  const auto chunk = [shift](const HashedVertex& vertex) { return (vertex.hash >> shift) & 31U; };
  std::array<std::uint32_t, 32> count{};
  for (const HashedVertex& vertex : vertices) {
    ++count[chunk(vertex)];
  }
  // Single entries first, then the children; both ordered by their five bits.
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
  const auto wide =
      static_cast<std::int64_t>(static_cast<std::int32_t>(clojure_hash(static_cast<std::int64_t>(index))));
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
    hash = 31 * hash + clojure_hash(element);
  }
  hash = clojure_hash_of_collection(hash, elements.size());
  std::uint64_t rank = 0;
  for (std::uint32_t shift = 0; shift < 32; shift += 5) {
    rank = (rank << 5U) | ((hash >> shift) & 31U);
  }
  return rank;
}

}  // namespace maelstrom::conformance::transactions
