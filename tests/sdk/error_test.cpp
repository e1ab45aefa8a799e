#include <cstdint>
#include <utility>

#include <gtest/gtest.h>

#include <maelstrom/error.hpp>

namespace maelstrom {
namespace {

TEST(Error, IsDefiniteAsTheProtocolSays) {
  const std::pair<ErrorCode, std::pair<std::int32_t, bool>> codes[] = {{ErrorCode::kTimeout, {0, false}},
                                                                       {ErrorCode::kNodeNotFound, {1, true}},
                                                                       {ErrorCode::kNotSupported, {10, true}},
                                                                       {ErrorCode::kTemporarilyUnavailable, {11, true}},
                                                                       {ErrorCode::kMalformedRequest, {12, true}},
                                                                       {ErrorCode::kCrash, {13, false}},
                                                                       {ErrorCode::kAbort, {14, true}},
                                                                       {ErrorCode::kKeyDoesNotExist, {20, true}},
                                                                       {ErrorCode::kKeyAlreadyExists, {21, true}},
                                                                       {ErrorCode::kPreconditionFailed, {22, true}},
                                                                       {ErrorCode::kTxnConflict, {30, true}}};
  for (const auto& [code, expected] : codes) {
    EXPECT_EQ(static_cast<std::int32_t>(code), expected.first);
    EXPECT_EQ(is_definite(code), expected.second) << expected.first;
    EXPECT_EQ(Error(code, "x").definite(), expected.second) << expected.first;
  }
}

TEST(Error, IsIndefiniteIfTheProtocolDoesNotKnowIt) {
  for (const std::int32_t code : {-1, 2, 9, 15, 23, 31, 999, 1000, 4711}) {
    EXPECT_FALSE(is_definite(ErrorCode{code})) << code;
  }
}

TEST(Error, KeepsItsCodeAndItsText) {
  const Error error(ErrorCode::kAbort, "try again");
  EXPECT_EQ(error.code(), ErrorCode::kAbort);
  EXPECT_STREQ(error.what(), "try again");
}

TEST(Error, TellsWhyTheHostRefused) {
  const Refused refused(MAELSTROM_E_BODY, "not JSON");
  EXPECT_EQ(refused.status(), MAELSTROM_E_BODY);
  EXPECT_STREQ(refused.what(), "not JSON");
}

}  // namespace
}  // namespace maelstrom
