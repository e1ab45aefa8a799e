// Equality of JSON values: two texts are equal when their canonical texts are.
//
// Members of objects are sorted, and white space and escapes are normalised. Numbers are compared as in Maelstrom, by
// Clojure's `=`: 1.0 equals 1e0, but not the integer 1. An integer keeps all its digits, so that different ids of more
// than 64 bits differ.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::conformance {

// Appends the canonical text of `json`. A value with a number beyond the range of double stays unchanged. REQUIRES:
// `json` is one complete JSON value, as from the envelope reader.
void append_canonical(std::string& out, std::string_view json);

std::string canonical(std::string_view json);

// Compares the bytes first, which decides almost every case without parsing.
bool equal_json(std::string_view a, std::string_view b);

}  // namespace maelstrom::conformance
