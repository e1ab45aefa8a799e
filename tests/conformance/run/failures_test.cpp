#include "conformance/run/failures.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(Failures, KeepTheOrderOfKinds) {
  Failures failures;
  EXPECT_TRUE(failures.empty());
  EXPECT_EQ(failures.first_time(), kNever);
  failures.add(FailureKind::kWrongReply, "wrong", 7);
  failures.add(FailureKind::kExit, "exit", 3);
  failures.add(FailureKind::kWrongReply, "wrong again", 9);
  EXPECT_FALSE(failures.empty());
  EXPECT_EQ(failures.first_time(), 3);
  EXPECT_EQ(failures.reasons(), (std::vector<std::string>{"exit", "wrong", "wrong again"}));
  EXPECT_EQ(failures.kinds(), (std::vector<std::string>{"exits", "wrong replies"}));
}

TEST(Failures, CountWhatIsTooMuchToTell) {
  Failures failures;
  for (int i = 0; i < 1000; ++i) {
    failures.add(FailureKind::kDuplicateReply, "duplicate " + std::to_string(i), i);
  }
  const auto reasons = failures.reasons();
  ASSERT_EQ(reasons.size(), 9U);
  EXPECT_EQ(reasons[7], "duplicate 7");
  EXPECT_EQ(reasons[8], "and 992 more duplicate replies");
}

}  // namespace
}  // namespace maelstrom::conformance
