#include "checkers/counters.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/interval_set.hpp"
#include "checkers/verdict.hpp"
#include "recorded.hpp"

namespace maelstrom::conformance {
namespace {

TEST(Counters, AcceptSumsWithAndWithoutUnknownAdds) {
  const History history = recorded({"0 invoke add 10", "0 ok add 10", "0 invoke add 5", "0 info add 5",
                                    "1 invoke add -1", "1 info add -1", "2 invoke add -1", "2 info add -1",
                                    "3 invoke! read null", "3 ok! read 11", "3 invoke! read null", "3 ok! read 15"});
  const CheckerVerdict verdict = check_pn_counter(history, {});
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(verdict.details["acceptable"].dump(), "[[8,10],[13,15]]");
  EXPECT_EQ(verdict.details["errors"].dump(), R"([{"op":9,"value":11}])");
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].explanation,
            "operation 8 (process 3, node n3) read 11 at the end. The 1 acknowledged adds sum up to 10, 3 more may "
            "count; acceptable: 8 to 10, 13 to 15.");
}

TEST(Counters, AreUnknownWithoutAFinalRead) {
  const History history = recorded({"0 invoke add 1", "0 ok add 1", "0 invoke read null", "0 ok read 1"});
  EXPECT_EQ(check_g_counter(history, as_maelstrom()).valid, Validity::kTrue);
  EXPECT_EQ(check_g_counter(history, {}).valid, Validity::kUnknown);
}

TEST(Counters, AnAddThatNeverCompletedMayCount) {
  const History history = recorded({"0 invoke add 10", "1 invoke! read null", "1 ok! read 10"});
  EXPECT_EQ(check_g_counter(history, as_maelstrom()).valid, Validity::kFalse);
  EXPECT_EQ(check_g_counter(history, {}).valid, Validity::kTrue);
}

TEST(Counters, AFinalReadThatIsNoIntegerIsInvalid) {
  const History history = recorded({"1 invoke! read null", "1 ok! read 0.5"});
  EXPECT_EQ(check_g_counter(history, as_maelstrom()).valid, Validity::kUnknown);
  EXPECT_EQ(check_g_counter(history, {}).valid, Validity::kFalse);
}

TEST(Counters, WarnOfAGrowOnlyCounterThatShrinks) {
  const History history = recorded({"0 invoke add 3", "0 ok add 3", "0 invoke read null", "0 ok read 3",
                                    "0 invoke read null", "0 ok read 1", "0 invoke! read null", "0 ok! read 3"});
  const CheckerVerdict verdict = check_g_counter(history, {});
  EXPECT_EQ(verdict.valid, Validity::kTrue);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].kind, "went-back");
  EXPECT_TRUE(check_pn_counter(history, {}).findings.empty());
}

TEST(Counters, GiveUpASumBeyond64Bits) {
  const History history = recorded({"0 invoke add 9223372036854775807", "0 ok add 9223372036854775807",
                                    "0 invoke add 1", "0 ok add 1", "0 invoke! read null", "0 ok! read 1"});
  EXPECT_EQ(check_pn_counter(history, {}).valid, Validity::kUnknown);
}

TEST(IntervalSet, MergesIntervalsThatTouch) {
  IntervalSet set(0);
  EXPECT_TRUE(set.add_shifted(1));
  EXPECT_TRUE(set.add_shifted(-4));
  using Intervals = std::vector<std::pair<std::int64_t, std::int64_t>>;
  EXPECT_EQ(set.intervals(), (Intervals{{-4, -3}, {0, 1}}));
  EXPECT_TRUE(set.add_shifted(2));
  EXPECT_EQ(set.intervals(), (Intervals{{-4, 3}}));
  EXPECT_TRUE(set.contains(-4));
  EXPECT_FALSE(set.contains(4));
  EXPECT_FALSE(set.add_shifted(INT64_MAX));
  EXPECT_EQ(set.intervals().size(), 1U);
}

}  // namespace
}  // namespace maelstrom::conformance
