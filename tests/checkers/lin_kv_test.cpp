// The checker of lin-kv, on histories written by hand.
#include "checkers/lin_kv.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/linearizability.hpp"
#include "checkers/verdict.hpp"
#include "history_of.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::ordered_json;

// An operation of process 0, which ends before the next one begins.
void append(ordered_json& events, const std::string& function, const ordered_json& asked, const std::string& type,
            const ordered_json& answer, const ordered_json& error = nullptr) {
  events.push_back({{"type", "invoke"}, {"process", 0}, {"f", function}, {"value", asked}});
  events.push_back({{"type", type}, {"process", 0}, {"f", function}, {"value", answer}});
  if (!error.is_null()) {
    events.back()["error"] = error;
  }
}

CheckerVerdict check(const ordered_json& events, bool as_maelstrom) {
  CheckerOptions options;
  options.as_maelstrom = as_maelstrom;
  return check_lin_kv(history_of(events), options);
}

bool has_finding(const CheckerVerdict& verdict, const std::string& kind) {
  return std::any_of(verdict.findings.begin(), verdict.findings.end(),
                     [&kind](const Finding& finding) { return finding.kind == kind; });
}

const ordered_json kAbsentError = {"key-does-not-exist", "no such key"};
const ordered_json kAnotherValueError = {"precondition-failed", "is 1"};

TEST(LinKvChecker, IsUnknownIfNothingWasObservedButNotForMaelstrom) {
  auto events = ordered_json::array();
  append(events, "write", {0, 1}, "ok", {0, 1});
  EXPECT_EQ(check(events, true).valid, Validity::kTrue);
  const CheckerVerdict verdict = check(events, false);
  EXPECT_EQ(verdict.valid, Validity::kUnknown);
  EXPECT_TRUE(has_finding(verdict, "nothing-tested"));
}

TEST(LinKvChecker, AcceptsAnEmptyHistory) {
  const CheckerVerdict verdict = check(ordered_json::array(), false);
  EXPECT_EQ(verdict.valid, Validity::kTrue);
  EXPECT_EQ(verdict.details["results"], ordered_json::object());
}

TEST(LinKvChecker, ReportsTheOperationAndThePreviousOneByTheirCompletions) {
  auto events = ordered_json::array();
  append(events, "write", {0, 1}, "ok", {0, 1});
  append(events, "read", {7, nullptr}, "fail", {7, nullptr}, kAbsentError);
  append(events, "read", {0, nullptr}, "ok", {0, 2});
  const CheckerVerdict verdict = check(events, true);
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(verdict.details["failures"], ordered_json::array({0}));
  EXPECT_EQ(verdict.details["results"]["0"]["op"], 5);
  EXPECT_EQ(verdict.details["results"]["0"]["previous-ok"], 1);
  EXPECT_EQ(verdict.details["results"]["7"]["valid"], true);
}

TEST(LinKvChecker, ExplainsTheValueThatWasThereAndTheOneThatWasNeeded) {
  auto events = ordered_json::array();
  append(events, "write", {0, 1}, "ok", {0, 1});
  append(events, "read", {0, nullptr}, "ok", {0, 2});
  const CheckerVerdict verdict = check(events, false);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].kind, "nonlinearizable");
  EXPECT_NE(verdict.findings[0].explanation.find("a read that returned 2"), std::string::npos);
  EXPECT_NE(verdict.findings[0].explanation.find("the value could only be 1"), std::string::npos);
  EXPECT_EQ(verdict.details["results"]["0"]["configs"][0]["value"], "1");
}

TEST(LinKvChecker, TakesErrorsForObservationsUnlessItJudgesAsMaelstrom) {
  auto lost_key = ordered_json::array();
  append(lost_key, "write", {0, 1}, "ok", {0, 1});
  append(lost_key, "read", {0, nullptr}, "fail", {0, nullptr}, kAbsentError);
  auto wrong_refusal = ordered_json::array();
  append(wrong_refusal, "write", {0, 1}, "ok", {0, 1});
  append(wrong_refusal, "cas", {0, {1, 2}}, "fail", {0, {1, 2}}, kAnotherValueError);
  auto refusal_of_absent = ordered_json::array();
  append(refusal_of_absent, "cas", {0, {1, 2}}, "fail", {0, {1, 2}}, kAnotherValueError);
  for (const auto& events : {lost_key, wrong_refusal, refusal_of_absent}) {
    EXPECT_EQ(check(events, true).valid, Validity::kTrue);
    const CheckerVerdict strict = check(events, false);
    EXPECT_EQ(strict.valid, Validity::kFalse);
    EXPECT_TRUE(has_finding(strict, "nonlinearizable-error"));
  }
  auto right = ordered_json::array();
  append(right, "read", {0, nullptr}, "fail", {0, nullptr}, kAbsentError);
  append(right, "write", {0, 1}, "ok", {0, 1});
  append(right, "cas", {0, {2, 3}}, "fail", {0, {2, 3}}, kAnotherValueError);
  append(right, "read", {0, nullptr}, "fail", {0, nullptr}, "net-timeout");
  EXPECT_EQ(check(right, false).valid, Validity::kTrue);
}

TEST(LinKvChecker, ReportsAReadOfNullUnlessNullWasWritten) {
  auto events = ordered_json::array();
  append(events, "read", {0, nullptr}, "ok", {0, nullptr});
  EXPECT_EQ(check(events, true).valid, Validity::kTrue);
  EXPECT_TRUE(has_finding(check(events, false), "null-read"));
  auto written = ordered_json::array();
  append(written, "write", {0, nullptr}, "ok", {0, nullptr});
  append(written, "read", {0, nullptr}, "ok", {0, nullptr});
  EXPECT_EQ(check(written, false).valid, Validity::kTrue);
}

TEST(LinKvChecker, ComparesValuesAsJsonNotAsText) {
  auto events = ordered_json::array();
  append(events, "write", {0, {{"a", 1}, {"b", 2}}}, "ok", {0, {{"a", 1}, {"b", 2}}});
  append(events, "read", {0, nullptr}, "ok", {0, {{"b", 2}, {"a", 1}}});
  EXPECT_EQ(check(events, false).valid, Validity::kTrue);
  append(events, "write", {0, 1}, "ok", {0, 1});
  append(events, "read", {0, nullptr}, "ok", {0, 1.0});
  EXPECT_EQ(check(events, false).valid, Validity::kFalse);
}

TEST(LinKvChecker, IsUnknownWithThePlaceAndTheRemedyAtTheLimit) {
  auto events = ordered_json::array();
  for (int process = 0; process < 12; ++process) {
    events.push_back({{"type", "invoke"}, {"process", process}, {"f", "write"}, {"value", {0, process % 3}}});
    events.push_back({{"type", "invoke"}, {"process", 20 + process}, {"f", "cas"}, {"value", {0, {process % 3, 1}}}});
  }
  for (int i = 0; i < 30; ++i) {
    events.push_back({{"type", "invoke"}, {"process", 50}, {"f", "read"}, {"value", {0, nullptr}}});
    events.push_back({{"type", "ok"}, {"process", 50}, {"f", "read"}, {"value", {0, i % 3}}});
  }
  RegisterLimits limits;
  limits.configurations = 2;
  const CheckerVerdict verdict = check_lin_kv_within(history_of(events), CheckerOptions(), limits);
  EXPECT_EQ(verdict.valid, Validity::kUnknown);
  ASSERT_TRUE(has_finding(verdict, "search-limit"));
  EXPECT_NE(verdict.findings[0].explanation.find("--rate"), std::string::npos);
}

TEST(LinKvChecker, NeverThrowsBecauseOfAnOperationOfAnotherForm) {
  auto events = ordered_json::array();
  append(events, "write", 3, "ok", 3);
  append(events, "cas", {0, 1}, "ok", {0, 1});
  append(events, "delete", {0, 1}, "ok", {0, 1});
  const CheckerVerdict verdict = check(events, false);
  EXPECT_EQ(verdict.valid, Validity::kUnknown);
  EXPECT_EQ(verdict.findings.size(), 3U);
  EXPECT_EQ(verdict.findings[0].kind, "malformed-operation");
}

}  // namespace
}  // namespace maelstrom::conformance
