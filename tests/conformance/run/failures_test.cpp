#include "conformance/run/failures.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(Failures, KeepTheOrderOfKinds) {
  Failures failures;
  EXPECT_TRUE(failures.empty());
  failures.add(FailureKind::kWrongReply, "wrong");
  failures.add(FailureKind::kExit, "exit");
  failures.add(FailureKind::kWrongReply, "wrong again");
  EXPECT_FALSE(failures.empty());
  EXPECT_EQ(failures.reasons(), (std::vector<std::string>{"exit", "wrong", "wrong again"}));
}

TEST(Failures, CountWhatIsTooMuchToTell) {
  Failures failures;
  for (int i = 0; i < 1000; ++i) {
    failures.add(FailureKind::kDuplicateReply, "duplicate " + std::to_string(i));
  }
  const auto reasons = failures.reasons();
  ASSERT_EQ(reasons.size(), 9U);
  EXPECT_EQ(reasons[7], "duplicate 7");
  EXPECT_EQ(reasons[8], "and 992 more duplicate replies");
}

}  // namespace
}  // namespace maelstrom::conformance
