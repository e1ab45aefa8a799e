#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/echo.hpp"
#include "checkers/unique_ids.hpp"
#include "checkers/value_order.hpp"
#include "checkers/verdict.hpp"
#include "recorded.hpp"

namespace maelstrom::conformance {
namespace {

TEST(Echo, ComparesTheEchoOfTheReply) {
  EXPECT_EQ(
      check_echo(recorded({"0 invoke echo \"a\"", "0 ok echo {\"type\":\"echo_ok\",\"echo\":\"\\u0061\"}"}), {}).valid,
      Validity::kTrue);
  const CheckerVerdict verdict =
      check_echo(recorded({"0 invoke echo \"a\"", "0 ok echo {\"type\":\"echo_ok\",\"echo\":\"b\"}"}), {});
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(verdict.findings[0].explanation,
            "operation 0 (process 0, node n0) sent \"a\" and received {\"type\":\"echo_ok\",\"echo\":\"b\"}.");
}

TEST(Echo, TakesTheValueAloneButNotForMaelstrom) {
  const History history = recorded({"0 invoke echo \"a\"", "0 ok echo \"a\""});
  EXPECT_EQ(check_echo(history, {}).valid, Validity::kTrue);
  EXPECT_EQ(check_echo(history, as_maelstrom()).valid, Validity::kFalse);
}

TEST(Echo, AnErrorIsWrongAndATimeoutIsNot) {
  EXPECT_EQ(check_echo(recorded({"0 invoke echo 1", "0 info echo 1", "1 invoke echo 1", "1 ok echo 1"}), {}).valid,
            Validity::kTrue);
  EXPECT_EQ(check_echo(recorded({"0 invoke echo 1", "0 fail echo 1"}), {}).valid, Validity::kFalse);
}

TEST(Echo, IsUnknownIfNothingCameBackButNotForMaelstrom) {
  const History history = recorded({"0 invoke echo 1", "0 info echo 1", "1 invoke echo 1"});
  EXPECT_EQ(check_echo(history, {}).valid, Validity::kUnknown);
  EXPECT_EQ(check_echo(history, as_maelstrom()).valid, Validity::kTrue);
}

TEST(UniqueIds, NamesBothOperationsThatGotAnId) {
  const CheckerVerdict verdict = check_unique_ids(
      recorded({"0 invoke generate null", "1 invoke generate null", "1 ok generate [1, 2]", "0 ok generate [1,2]"}),
      {});
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(verdict.details["duplicated"].dump(), "[[[1,2],2]]");
  EXPECT_EQ(verdict.findings[0].explanation,
            "Id [1,2] was returned 2 times: first by operation 1 (process 1, node n1), then by operation 0 (process 0, "
            "node n0).");
}

TEST(UniqueIds, JudgesIdsThatMaelstromCannotSort) {
  const History history =
      recorded({"0 invoke generate null", "0 ok generate \"1\"", "0 invoke generate null", "0 ok generate 1"});
  EXPECT_EQ(check_unique_ids(history, {}).valid, Validity::kTrue);
  EXPECT_EQ(check_unique_ids(history, as_maelstrom()).valid, Validity::kUnknown);
}

TEST(ValueOrder, IsThatOfClojure) {
  EXPECT_LT(*compare_values("null", "-5"), 0);
  EXPECT_LT(*compare_values("false", "true"), 0);
  EXPECT_GT(*compare_values("10", "9"), 0);
  EXPECT_LT(*compare_values("-100000000000000000000", "-9"), 0);
  EXPECT_EQ(*compare_values("1", "1.0"), 0);
  EXPECT_LT(*compare_values("[9]", "[1,1]"), 0);
  EXPECT_GT(*compare_values("[1,2]", "[1,1]"), 0);
  EXPECT_LT(*compare_values("\"a10\"", "\"a9\""), 0);
  EXPECT_FALSE(compare_values("1", "\"1\""));
  EXPECT_FALSE(compare_values("{\"a\":1}", "{\"a\":2}"));
}

}  // namespace
}  // namespace maelstrom::conformance
