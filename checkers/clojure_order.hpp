// The order in which Clojure's hash maps and sets list small integers and strings.
//
// Where Maelstrom's checkers take "the first" of a set, their result depends on this order; so it is kept here. Such a
// set is a trie over a 32-bit hash (Murmur3), five bits a level from the lowest on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace maelstrom::conformance {

// Of an integer of 64 bits, or of a string, given as JSON. 0 for all other values: their order is not known.
std::uint32_t clojure_hash(std::string_view json);
std::uint32_t clojure_hash(std::int64_t integer);

// Of an ordered collection of `size` elements. hash: that of its elements, combined as by 31 * hash + element.
std::uint32_t clojure_hash_of_collection(std::uint32_t hash, std::size_t size);

// Whether a value with hash `a` is listed before one with hash `b`.
bool clojure_before(std::uint32_t a, std::uint32_t b);

// A map with more entries than this has the order of its hashes; a smaller one that of insertion.
inline constexpr std::size_t kClojureArrayMap = 8;

}  // namespace maelstrom::conformance
