// The order in which Clojure's hash maps and sets list small integers and strings.
//
// Where Maelstrom's checkers take "the first" of a set, their result depends on this order; so it is reproduced here.
// Such a set is a trie over a 32-bit hash (Murmur3), five bits per level, from the lowest bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace maelstrom::conformance {

// The hash of a 64-bit integer or of a string, given as JSON. 0 for all other values: their order is unknown.
std::uint32_t clojure_hash(std::string_view json);
std::uint32_t clojure_hash(std::int64_t integer);

// The hash of an ordered collection of `size` elements. hash: that of its elements, combined as by 31 * hash + element.
std::uint32_t clojure_hash_of_collection(std::uint32_t hash, std::size_t size);

// Whether a value with hash `a` is listed before one with hash `b`.
bool clojure_before(std::uint32_t a, std::uint32_t b);

// A map with more entries than this is ordered by hash; a smaller one by insertion.
inline constexpr std::size_t kClojureArrayMap = 8;

}  // namespace maelstrom::conformance
