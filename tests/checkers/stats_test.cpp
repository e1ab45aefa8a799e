#include "checkers/stats.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "history/history.hpp"

namespace maelstrom::conformance {
namespace {

void add(History& history, std::string_view function, Outcome outcome) {
  const auto operation = history.invoke(0, kNone, kNone, function, "null", 1);
  if (outcome != Outcome::kPending) {
    history.complete(operation, outcome, {}, {}, 2);
  }
}

TEST(Stats, CountCompletionsByFunction) {
  History history;
  add(history, "write", Outcome::kInfo);
  add(history, "write", Outcome::kOk);
  add(history, "read", Outcome::kOk);
  add(history, "read", Outcome::kPending);
  const CheckerVerdict verdict = check_stats(history, {});
  EXPECT_EQ(verdict.valid, Validity::kTrue);
  EXPECT_EQ(verdict.details.dump(), R"({"count":3,"ok-count":2,"fail-count":0,"info-count":1,"by-f":{)"
                                    R"("read":{"count":1,"ok-count":1,"fail-count":0,"info-count":0,"valid":true},)"
                                    R"("write":{"count":2,"ok-count":1,"fail-count":0,"info-count":1,"valid":true}}})");
}

TEST(Stats, AreInvalidIfAFunctionNeverSucceeds) {
  History history;
  add(history, "write", Outcome::kOk);
  add(history, "read", Outcome::kFail);
  const CheckerVerdict verdict = check_stats(history, {});
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].explanation,
            "None of the 1 completed read operations succeeded: 1 failed, 0 have an unknown outcome. With a higher "
            "--rate or --time-limit some may succeed.");
  for (int i = 0; i < 20; ++i) {
    add(history, "read", Outcome::kFail);
  }
  EXPECT_EQ(check_stats(history, {}).findings.at(0).explanation,
            "None of the 21 completed read operations succeeded: 21 failed, 0 have an unknown outcome.")
      << "enough to expect a success";
}

TEST(Stats, AcceptCrashesThatNeverSucceed) {
  History history;
  add(history, "crash", Outcome::kInfo);
  EXPECT_EQ(check_stats(history, {}).valid, Validity::kTrue);
}

TEST(Availability, IsThePartOfInvocationsThatAreOk) {
  History history;
  add(history, "read", Outcome::kOk);
  add(history, "read", Outcome::kPending);
  EXPECT_EQ(check_availability(history, {}).valid, Validity::kTrue);
  CheckerOptions options;
  options.availability = 0.5;
  EXPECT_EQ(check_availability(history, options).valid, Validity::kTrue);
  options.availability = 1;
  const CheckerVerdict verdict = check_availability(history, options);
  EXPECT_EQ(verdict.valid, Validity::kFalse);
  EXPECT_EQ(verdict.details.dump(), R"({"ok-fraction":0.5})");
}

TEST(Availability, DoesNotCountCrashesOfClientsUnlessAsMaelstrom) {
  History history;
  add(history, "send", Outcome::kOk);
  add(history, "crash", Outcome::kInfo);
  CheckerOptions options;
  options.availability = 1;
  const CheckerVerdict ours = check_availability(history, options);
  EXPECT_EQ(ours.valid, Validity::kTrue);
  EXPECT_EQ(ours.details.dump(), R"({"ok-fraction":1.0})");
  options.as_maelstrom = true;
  const CheckerVerdict theirs = check_availability(history, options);
  EXPECT_EQ(theirs.valid, Validity::kFalse);
  ASSERT_EQ(theirs.findings.size(), 1U);
  EXPECT_TRUE(theirs.findings[0].explanation.ends_with(" crashes of clients too, which no node can answer: 1."))
      << theirs.findings[0].explanation;
}

TEST(Availability, IsComparedInSinglePrecisionAsMaelstrom) {
  History history;
  for (int i = 0; i < 10; ++i) {
    add(history, "read", i == 0 ? Outcome::kFail : Outcome::kOk);
  }
  CheckerOptions options;
  options.availability = 0.9;
  EXPECT_EQ(check_availability(history, options).valid, Validity::kTrue);
  options.as_maelstrom = true;
  EXPECT_EQ(check_availability(history, options).valid, Validity::kFalse);
}

TEST(Validity, OfSeveralPartsIsTheWorst) {
  EXPECT_EQ(worst(Validity::kTrue, Validity::kUnknown), Validity::kUnknown);
  EXPECT_EQ(worst(Validity::kUnknown, Validity::kFalse), Validity::kFalse);
}

}  // namespace
}  // namespace maelstrom::conformance
