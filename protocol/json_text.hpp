// Small pieces of JSON text, written without building a tree.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace maelstrom::conformance {

// Appends `text` as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

template <std::integral Integer>
void append_number(std::string& out, Integer value) {
  out += std::to_string(value);
}

// Whether a JSON value is written as an integer, of any size.
bool is_integer_literal(std::string_view json);

// `text` for display: control characters escaped, cut after `limit` bytes with a note of the full length.
std::string excerpt(std::string_view text, std::size_t limit = 400);

}  // namespace maelstrom::conformance
