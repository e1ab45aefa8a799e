// The order in which the search for cycles visits transactions.
//
// Elle visits them in the order of its hash maps. Which of several cycles it finds first, and therefore some names in
// its results, depend on that order; so it is reproduced here. The maps are tries over a 32-bit hash, five bits per
// level: a node's own entries come before those of its children.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace maelstrom::conformance::transactions {

// The hash of the operation with that index.
std::uint32_t operation_hash(std::uint32_t index);

struct HashedVertex {
  std::uint32_t hash = 0;
  std::uint32_t vertex = 0;
};

// Sorts the vertices into the order of a hash map that holds exactly these. REQUIRES: no two hashes are equal.
void order_as_hash_map(std::vector<HashedVertex>& vertices);

// The rank of a list, given as the JSON of its elements, among lists of equal length: for the order of the versions
// Elle takes the last of the longest lists that it read. Ranks compare like positions in a Clojure set.
std::uint64_t list_rank(const std::vector<std::string_view>& elements);

}  // namespace maelstrom::conformance::transactions
