#include "protocol/error_codes.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(ErrorCodes, KnowsWhichAreDefinite) {
  for (const int code : {1, 10, 11, 12, 14, 20, 21, 22, 30}) {
    EXPECT_TRUE(is_definite(code)) << code;
  }
  for (const int code : {0, 13, 2, 99, 1000, 4711, -1}) {
    EXPECT_FALSE(is_definite(code)) << code;
  }
}

TEST(ErrorCodes, HasNames) {
  EXPECT_EQ(error_name(22), "precondition-failed");
  EXPECT_EQ(error_name(1000), "custom error");
}

}  // namespace
}  // namespace maelstrom::conformance
