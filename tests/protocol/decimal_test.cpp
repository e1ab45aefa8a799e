#include "protocol/decimal.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace maelstrom::host {
namespace {

std::string put(std::int64_t value) {
  char digits[kMostDigits + 8];
  return {digits, put_integer(digits, value)};
}

TEST(Decimal, WritesWhatItReads) {
  EXPECT_EQ(put(0), "0");
  for (std::int64_t power = 1, digits = 1; digits <= 18; power *= 10, ++digits) {
    for (const std::int64_t value :
         {power - 1, power, power + 1, power + power / 3, 9 * power, 9 * power + power / 7}) {
      EXPECT_EQ(put(value), std::to_string(value));
      EXPECT_EQ(put(-value), std::to_string(-value));
      EXPECT_EQ(parse_integer(std::to_string(value)), value);
      EXPECT_EQ(parse_integer(std::to_string(-value)), -value);
    }
  }
  for (std::int64_t value = 0; value < 100'000'000; value += 7'919) {
    ASSERT_EQ(put(value), std::to_string(value));
    ASSERT_EQ(parse_integer(std::to_string(value)), value);
  }
}

TEST(Decimal, ReachesTheEndsOf64Bits) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(put(kLeast), "-9223372036854775808");
  EXPECT_EQ(put(kMost), "9223372036854775807");
  EXPECT_EQ(parse_integer("-9223372036854775808"), kLeast);
  EXPECT_EQ(parse_integer("9223372036854775807"), kMost);
  EXPECT_EQ(parse_integer("9223372036854775808"), std::nullopt);
}

TEST(Decimal, SeesEveryByteThatIsNoDigit) {
  for (std::size_t size = 1; size <= 10; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, '1');
        text[at] = static_cast<char>(byte);
        const bool digit = byte >= '0' && byte <= '9';
        const bool sign = byte == '-' && at == 0 && size > 1;
        ASSERT_EQ(parse_integer(text).has_value(), digit || sign) << size << ' ' << at << ' ' << byte;
      }
    }
  }
}

}  // namespace
}  // namespace maelstrom::host
