#include "protocol/decimal.hpp"

#include <bit>
#include <charconv>

#include <maelstrom/json_bytes.hpp>

namespace maelstrom::host {
namespace {

constexpr bool kLittleEndian = std::endian::native == std::endian::little;
constexpr std::uint64_t kZeros = detail::kEveryByte * '0';

// `text`, of four to eight digits, padded with zeros before it to eight digits, as a word; the first digit in the
// lowest byte.
std::uint64_t eight_digits(std::string_view text) {
  const char* const p = text.data();
  const std::uint64_t last = detail::load<std::uint32_t>(p + text.size() - 4);
  const unsigned missing = 8 * static_cast<unsigned>(8 - text.size());  // bits
  const std::uint64_t first = (std::uint64_t{detail::load<std::uint32_t>(p)} << missing) & 0xFFFF'FFFF;
  const std::uint64_t zeros = kZeros & ((std::uint64_t{1} << missing) - 1);
  return last << 32 | first | zeros;
}

// The value of the digits: combines neighbours in pairs; the first of a pair has the weight 10, 100, 10,000.
std::int64_t value_of(std::uint64_t word) {
  word -= kZeros;
  word = word * 10 + (word >> 8);
  constexpr std::uint64_t kPair = 0x0000'00FF'0000'00FF;
  constexpr std::uint64_t kFirst = 100 + (std::uint64_t{1'000'000} << 32);
  constexpr std::uint64_t kSecond = 1 + (std::uint64_t{10'000} << 32);
  return static_cast<std::int64_t>(((word & kPair) * kFirst + ((word >> 16) & kPair) * kSecond) >> 32);
}

// The digits of a number below 10^8, the first one in the lowest byte: split in halves of four digits, quarters of two,
// single digits.
std::uint64_t digits_of(std::uint32_t value) {
  const std::uint64_t halves = value / 10'000 | std::uint64_t{value % 10'000} << 32;
  const std::uint64_t hundreds = (halves * 10'486 >> 20) & 0x0000'007F'0000'007F;
  const std::uint64_t quarters = hundreds | (halves - 100 * hundreds) << 16;
  const std::uint64_t tens = (quarters * 103 >> 10) & 0x000F'000F'000F'000F;
  return tens | (quarters - 10 * tens) << 8;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view json) {
  if (kLittleEndian && json.size() >= 4 && json.size() <= 8) {
    const std::uint64_t digits = eight_digits(json);
    if (detail::no_digits(digits) == 0) {
      return value_of(digits);
    }
  }
  std::int64_t value = 0;
  const char* const end = json.data() + json.size();
  const auto result = std::from_chars(json.data(), end, value);
  return result.ec == std::errc() && result.ptr == end ? std::optional(value) : std::nullopt;
}

char* put_integer(char* to, std::int64_t value) {
  if (kLittleEndian && value >= 0 && value < 100'000'000) {
    const std::uint64_t digits = digits_of(static_cast<std::uint32_t>(value));
    constexpr std::uint64_t kLastDigit = std::uint64_t{1} << 56;  // written even if it is 0
    const std::size_t zeros = detail::first_marked(digits | kLastDigit);
    detail::store(to, (digits + kZeros) >> (8 * zeros));
    return to + 8 - zeros;
  }
  return std::to_chars(to, to + kMostDigits, value).ptr;
}

}  // namespace maelstrom::host
