#include "checkers/set_full.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "recorded.hpp"

namespace maelstrom::conformance {
namespace {

TEST(SetFull, ExplainsALostElement) {
  const History history = recorded({"0 invoke add 7", "0 ok add 7", "1 invoke read null", "1 ok read []"});
  const CheckerVerdict verdict = check_g_set(history, {});
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(verdict.details["lost"].dump(), "[7]");
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].kind, "lost");
  EXPECT_EQ(verdict.findings[0].explanation,
            "Element 7 is lost. It was acknowledged by operation 0 (process 0, node n0) at 0.002 s. The latest read "
            "that lacks it is operation 2 (process 1, node n1), which began later, at 0.003 s. No read has it.");
}

TEST(SetFull, AReadThatBeganBeforeTheAcknowledgementLosesNothing) {
  const History history = recorded({"0 invoke add 7", "1 invoke read null", "0 ok add 7", "1 ok read []"});
  const CheckerVerdict verdict = check_g_set(history, as_maelstrom());
  EXPECT_EQ(verdict.valid, Validity::kUnknown);
  EXPECT_EQ(verdict.details["never-read"].dump(), "[7]");
}

TEST(SetFull, MeasuresHowLongAnElementWasStale) {
  const History history = recorded({"0 invoke broadcast 7", "0 ok broadcast 7", "1 invoke read null", "1 ok read []",
                                    "2 invoke read null", "1 invoke read null", "2 ok read [7]", "1 ok read [7]"});
  const CheckerVerdict verdict = check_broadcast(history, {});
  EXPECT_EQ(verdict.valid, Validity::kTrue);
  EXPECT_EQ(verdict.details["stale"].dump(), "[7]");
  EXPECT_EQ(verdict.details["stable-latencies"]["1"], 1);
  EXPECT_EQ(verdict.details["worst-stale"][0]["last-absent"]["index"], 2);
}

TEST(SetFull, APhantomIsInvalidButNotForMaelstrom) {
  const History history = recorded({"0 invoke add 1", "0 ok add 1", "0 invoke read null", "0 ok read [1,\"x\"]"});
  EXPECT_EQ(check_g_set(history, as_maelstrom()).valid, Validity::kTrue);
  const CheckerVerdict verdict = check_g_set(history, {});
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].explanation,
            "operation 2 (process 0, node n0) read element \"x\", which no client had added when the read ended.");
}

TEST(SetFull, DuplicatesAreAWarning) {
  const History history = recorded({"0 invoke add 1", "0 ok add 1", "0 invoke read null", "0 ok read [1,1,1]"});
  const CheckerVerdict verdict = check_g_set(history, {});
  EXPECT_EQ(verdict.valid, Validity::kTrue);
  EXPECT_EQ(verdict.details["duplicated"].dump(), R"({"1":3})");
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_FALSE(verdict.findings[0].invalidates);
  EXPECT_EQ(check_g_set(history, as_maelstrom()).details["duplicated-count"], 0);
}

TEST(SetFull, AnElementThatWasAddedAgainMustBeInAReadOnce) {
  const History history = recorded({"0 invoke add 1", "0 ok add 1", "1 invoke add 1", "1 ok add 1", "0 invoke add 2",
                                    "0 ok add 2", "0 invoke read null", "0 ok read [1,1,2]"});
  const CheckerVerdict verdict = check_g_set(history, {});
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].kind, "added-twice");
  EXPECT_EQ(verdict.findings[0].explanation,
            "operation 6 (process 0, node n0) read element 1 2 times in one reply. A set has it once, although clients "
            "added it 2 times.");
  EXPECT_EQ(check_g_set(history, as_maelstrom()).valid, Validity::kTrue);
}

// A read cannot show later adds, or an add that failed.
TEST(SetFull, OnlyAddsThatBeganBeforeTheReadEndedMakeAnElementAddedTwice) {
  const History later = recorded(
      {"0 invoke add 1", "0 ok add 1", "0 invoke read null", "0 ok read [1,1]", "0 invoke add 1", "0 ok add 1"});
  const History failed = recorded(
      {"0 invoke add 1", "0 ok add 1", "1 invoke add 1", "1 fail add 1", "0 invoke read null", "0 ok read [1,1]"});
  for (const History* const history : {&later, &failed}) {
    const CheckerVerdict verdict = check_g_set(*history, {});
    EXPECT_EQ(verdict.valid, Validity::kTrue);
    ASSERT_EQ(verdict.findings.size(), 1U);
    EXPECT_EQ(verdict.findings[0].kind, "duplicated");
  }
  const History both = recorded({"0 invoke add 1", "0 ok add 1", "0 invoke read null", "0 ok read [1,1,1]",
                                 "0 invoke add 1", "0 ok add 1", "0 invoke read null", "0 ok read [1,1]"});
  const CheckerVerdict verdict = check_g_set(both, {});
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].kind, "added-twice");
  EXPECT_TRUE(verdict.findings[0].explanation.starts_with("operation 6 ")) << verdict.findings[0].explanation;
}

TEST(SetFull, NamesTheNodeThatLacksAnElementAtTheEnd) {
  const History history = recorded({"0 invoke add 1", "0 ok add 1", "1 invoke! read null", "0 invoke! read null",
                                    "1 ok! read []", "0 ok! read [1]"});
  EXPECT_EQ(check_g_set(history, as_maelstrom()).valid, Validity::kTrue);
  const CheckerVerdict verdict = check_g_set(history, {});
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].kind, "missing-at-node");
  EXPECT_EQ(verdict.findings[0].explanation,
            "Node n1 lacks 1 elements in its final read, operation 2 (process 1, node n1), that other nodes have: 1.");
}

TEST(SetFull, IsUnknownIfAcknowledgedElementsWereNeverRead) {
  const History history =
      recorded({"0 invoke add 1", "0 ok add 1", "0 invoke read null", "0 ok read [1]", "0 invoke add 2", "0 ok add 2"});
  EXPECT_EQ(check_g_set(history, as_maelstrom()).valid, Validity::kTrue);
  const CheckerVerdict verdict = check_g_set(history, {});
  EXPECT_EQ(verdict.valid, Validity::kUnknown);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].kind, "unread");
}

TEST(SetFull, JudgesElementsThatMaelstromCannotSort) {
  const History history = recorded({"0 invoke add {\"a\":1}", "0 ok add {\"a\":1}", "0 invoke add \"s\"",
                                    "0 ok add \"s\"", "0 invoke read null", "0 ok read [\"s\", {\"a\" : 1}]"});
  EXPECT_EQ(check_g_set(history, as_maelstrom()).valid, Validity::kUnknown);
  EXPECT_EQ(check_g_set(history, {}).valid, Validity::kTrue);
}

TEST(SetFull, AReadThatIsNoArrayIsInvalid) {
  const History history = recorded({"0 invoke add 1", "0 ok add 1", "0 invoke read null", "0 ok read 5"});
  EXPECT_EQ(check_g_set(history, as_maelstrom()).valid, Validity::kUnknown);
  EXPECT_EQ(check_g_set(history, {}).valid, Validity::kFalse);
}

TEST(SetFull, KnowsAnElementThatIsAddedAgainButNotForMaelstrom) {
  const History history = recorded({"0 invoke add 1", "0 ok add 1", "1 invoke read null", "1 ok read []",
                                    "0 invoke add 1", "0 ok add 1", "1 invoke read null", "1 ok read [1]"});
  EXPECT_EQ(check_g_set(history, {}).details["stale-count"], 1);
  EXPECT_EQ(check_g_set(history, as_maelstrom()).details["stale-count"], 0);
}

TEST(SetFull, WarnsOfANodeWithoutAFinalRead) {
  const CheckerVerdict verdict =
      check_g_set(recorded({"0 invoke add 1", "0 ok add 1", "1 invoke! read null", "1 ok! read [1]"}), {});
  EXPECT_EQ(verdict.valid, Validity::kTrue);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].kind, "node-not-read");
  EXPECT_NE(verdict.findings[0].explanation.find("Node n0"), std::string::npos);
}

}  // namespace
}  // namespace maelstrom::conformance
