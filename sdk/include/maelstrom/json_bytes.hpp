// Finds the end of a run of plain bytes in a JSON string, many bytes at a time.
#pragma once

#include <maelstrom/language.hpp>

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <maelstrom/short_text.hpp>

namespace maelstrom::detail {

inline constexpr std::uint64_t kEveryByte = 0x0101010101010101;
inline constexpr std::uint64_t kHighBits = kEveryByte << 7;

// Characters that must be escaped in a JSON string: a quote, a backslash, a control character.
constexpr bool is_special(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

// The highest bit of each of the eight bytes that is special. Here and below, bits above the lowest set bit may be
// wrong, because of a borrow.
constexpr std::uint64_t special_bytes(std::uint64_t bytes) {
  const std::uint64_t quote = bytes ^ (kEveryByte * '"');
  const std::uint64_t backslash = bytes ^ (kEveryByte * '\\');
  const std::uint64_t control = (bytes - kEveryByte * 0x20) & ~bytes;
  return (((quote - kEveryByte) & ~quote) | ((backslash - kEveryByte) & ~backslash) | control) & kHighBits;
}

// The same for each byte that is special or not ASCII, which is cheaper to compute.
constexpr std::uint64_t special_or_wide_bytes(std::uint64_t bytes) {
  const std::uint64_t quote = (bytes ^ (kEveryByte * '"')) - kEveryByte;
  const std::uint64_t backslash = (bytes ^ (kEveryByte * '\\')) - kEveryByte;
  const std::uint64_t control = bytes - kEveryByte * 0x20;
  return (quote | backslash | control | bytes) & kHighBits;
}

// The same for each byte that is not a decimal digit.
constexpr std::uint64_t no_digits(std::uint64_t bytes) {
  const std::uint64_t value = bytes ^ (kEveryByte * '0');  // of a digit: 0 to 9
  return ((value + kEveryByte * (0x80 - 10)) | value) & kHighBits;
}

// The index of the byte with the lowest set bit. REQUIRES: marks != 0; little endian.
constexpr std::size_t first_marked(std::uint64_t marks) {
  assert(marks != 0);
  return static_cast<unsigned>(std::countr_zero(marks)) / 8;
}

// Whether none of the kBlock bytes at `p` is special; ORs all of them into `bits`. Compilers vectorize this loop for
// any processor.
inline constexpr std::ptrdiff_t kBlock = 256;
inline bool is_plain_block(const char* p, std::uint64_t& bits) {
  unsigned char special = 0;
  unsigned char all = 0;
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    const auto c = static_cast<unsigned char>(p[i]);
    special |= static_cast<unsigned char>((c == '"') | (c == '\\') | (c < 0x20));
    all |= c;
  }
  bits |= all;
  return special == 0;
}

// The first special byte in [p, end), or `end`. ORs all bytes before it, and perhaps some after it, into `bits`: if
// (bits & kHighBits) is 0, all of them are ASCII.
inline const char* skip_plain(const char* p, const char* end, std::uint64_t& bits) {
  while (end - p >= kBlock && is_plain_block(p, bits)) {
    p += kBlock;
  }
  if constexpr (std::endian::native == std::endian::little) {
    for (; end - p >= 8; p += 8) {
      const std::uint64_t bytes = load<std::uint64_t>(p);
      bits |= bytes;
      if (const std::uint64_t special = special_bytes(bytes)) {
        return p + first_marked(special);
      }
    }
  }
  for (; p != end && !is_special(*p); ++p) {
    bits |= static_cast<unsigned char>(*p);
  }
  return p;
}

// A word that contains all bytes of a text of 1 to 7 bytes, and no others.
inline std::uint64_t repeated(const char* p, std::size_t size) {
  if (size >= 4) {
    return load<std::uint32_t>(p) | std::uint64_t{load<std::uint32_t>(p + size - 4)} << 32;
  }
  const auto byte = [p](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(p[i])}; };
  return byte(0) * (kEveryByte << 16) | byte(size / 2) << 8 | byte(size - 1);
}

// Copies a short text to `to` if it is all plain ASCII. Returns whether it was; if not, the contents of `to` are
// unspecified.
inline bool copy_if_plain(char* to, std::string_view text) {
  constexpr std::size_t kShort = 64;
  const char* const from = text.data();
  const std::size_t size = text.size();
  if (size > kShort) {
    return false;
  }
  if (size < 8) {
    copy_text(to, text);
    return size == 0 || special_or_wide_bytes(repeated(from, size)) == 0;
  }
  std::uint64_t found = 0;
  const auto copy = [&](std::size_t at) {
    const std::uint64_t bytes = load<std::uint64_t>(from + at);
    store(to + at, bytes);
    found |= special_or_wide_bytes(bytes);
  };
  for (std::size_t at = 0; at + 8 < size; at += 8) {
    copy(at);
  }
  copy(size - 8);
  return found == 0;
}

}  // namespace maelstrom::detail
