// Converts integers to and from digits. Messages contain a few integers, mostly short; their digits are processed all
// at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace maelstrom::host {

// Reads a 64-bit integer. nullopt for anything else, including 1.0 and 2^63.
std::optional<std::int64_t> parse_integer(std::string_view json);

// Writes the digits, and the sign of a negative one, to `to`, which has room for kMostDigits bytes. Returns the
// position after them.
inline constexpr std::size_t kMostDigits = 20;
char* put_integer(char* to, std::int64_t value);

}  // namespace maelstrom::host
