// Equality of JSON values: two texts are equal when their canonical texts are.
//
// Members of objects are put in order and white space and escapes are normalised. Numbers are compared as Maelstrom
// does, by Clojure's `=`: 1.0 and 1e0 are one number, but the integer 1 is another one. An integer keeps all its
// digits, so that ids of more than 64 bits stay apart.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::conformance {

// Appends the canonical text of `json`. A value with a number beyond the range of double stays as it was written.
// REQUIRES: `json` is one complete JSON value, as the envelope reader hands it out.
void append_canonical(std::string& out, std::string_view json);

std::string canonical(std::string_view json);

// Compares the bytes first, which settles almost every case without looking inside.
bool equal_json(std::string_view a, std::string_view b);

}  // namespace maelstrom::conformance
