// The checker of kafka, on histories written by hand: each kind of error, and cases without an error.
#include "checkers/kafka.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checkers/checker.hpp"
#include "checkers/verdict.hpp"
#include "history_of.hpp"

namespace maelstrom::conformance {
namespace {

using nlohmann::ordered_json;

// Operations that end before the next one begins.
class Script {
 public:
  Script& assign(int process, const ordered_json& keys) { return add(process, "assign", keys, "ok", keys); }
  Script& send(int process, const std::string& key, int offset, int value) {
    return add(process, "send", steps({"send", key, value}), "ok", steps({"send", key, {offset, value}}));
  }
  Script& send_without_answer(int process, const std::string& type, const std::string& key, int value) {
    return add(process, "send", steps({"send", key, value}), type, steps({"send", key, value}));
  }
  Script& poll(int process, const std::string& key, const ordered_json& pairs) {
    ordered_json result;
    result[key] = pairs;
    return add(process, "poll", steps({"poll"}), "ok", steps({"poll", result}));
  }
  Script& add(int process, const std::string& function, const ordered_json& asked, const std::string& type,
              const ordered_json& answer) {
    events_.push_back({{"type", "invoke"}, {"process", process}, {"f", function}, {"value", asked}});
    events_.push_back({{"type", type}, {"process", process}, {"f", function}, {"value", answer}});
    return *this;
  }

  static ordered_json steps(ordered_json step) {
    auto list = ordered_json::array();
    list.push_back(std::move(step));
    return list;
  }

  CheckerVerdict check(bool as_maelstrom = true) const {
    CheckerOptions options;
    options.as_maelstrom = as_maelstrom;
    return check_kafka(history_of(events_), options);
  }

  std::vector<std::string> kinds(bool as_maelstrom = true) const {
    return check(as_maelstrom).details["error-types"].get<std::vector<std::string>>();
  }

 private:
  ordered_json events_ = ordered_json::array();
};

using Kinds = std::vector<std::string>;

ordered_json pairs(std::initializer_list<std::pair<int, int>> list) {
  auto json = ordered_json::array();
  for (const auto& [offset, value] : list) {
    json.push_back({offset, value});
  }
  return json;
}

Script three_sends() {
  Script script;
  script.send(0, "k", 0, 1).send(0, "k", 1, 2).send(0, "k", 2, 3);
  return script;
}

TEST(KafkaChecker, AcceptsALogThatIsPolledInOrder) {
  const Script script =
      three_sends().assign(1, {"k"}).poll(1, "k", pairs({{0, 1}, {1, 2}})).poll(1, "k", pairs({{2, 3}}));
  EXPECT_EQ(script.kinds(), Kinds{});
  EXPECT_EQ(script.check(false).valid, Validity::kTrue);
}

TEST(KafkaChecker, AcceptsGapsBetweenOffsets) {
  Script script;
  script.send(0, "k", 10, 1).send(0, "k", 20, 2).poll(1, "k", pairs({{10, 1}, {20, 2}}));
  EXPECT_EQ(script.kinds(), Kinds{});
}

TEST(KafkaChecker, WarnsOfOffsetsThatExhaustTheMemoryOfMaelstromsChecker) {
  const auto with_offset = [](int offset) {
    return Script().send(0, "0", 1, 1).send(0, "0", offset, 2).poll(1, "0", {{1, 1}, {offset, 2}});
  };
  const CheckerVerdict verdict = with_offset(1'000'000'000).check(false);
  EXPECT_EQ(verdict.valid, Validity::kTrue);
  ASSERT_EQ(verdict.findings.size(), 1U);
  EXPECT_EQ(verdict.findings[0].kind, "large-offsets");
  EXPECT_FALSE(verdict.findings[0].invalidates);
  EXPECT_TRUE(with_offset(1'000'000'000).check(true).findings.empty());
  EXPECT_TRUE(with_offset(1'000'000).check(false).findings.empty());
}

TEST(KafkaChecker, FindsAMessageThatAPollSkips) {
  const Script script = three_sends().poll(1, "k", pairs({{0, 1}, {2, 3}}));
  EXPECT_EQ(script.kinds(), (Kinds{"int-poll-skip", "lost-write", "unseen"}));
  const CheckerVerdict verdict = script.check();
  EXPECT_EQ(verdict.details["errors"]["int-poll-skip"]["errs"][0]["skipped"], ordered_json({2}));
  EXPECT_EQ(verdict.details["errors"]["unseen"]["messages"]["k"], ordered_json({2}));
  EXPECT_NE(verdict.findings[0].explanation.find("The log there, offset: value: 0: 1; 1: 2; 2: 3."), std::string::npos)
      << verdict.findings[0].explanation;
}

TEST(KafkaChecker, FindsAPollBehindTheLastOneUnlessTheKeyWasAssignedAfresh) {
  EXPECT_EQ(three_sends().poll(1, "k", pairs({{0, 1}, {1, 2}, {2, 3}})).poll(1, "k", pairs({{1, 2}})).kinds(),
            Kinds{"nonmonotonic-poll"});
  EXPECT_EQ(three_sends()
                .poll(1, "k", pairs({{0, 1}, {1, 2}, {2, 3}}))
                .assign(1, {"other"})
                .poll(1, "k", pairs({{1, 2}}))
                .kinds(),
            Kinds{});
}

TEST(KafkaChecker, FindsASkipBetweenTwoPolls) {
  EXPECT_EQ(
      three_sends().poll(1, "k", pairs({{0, 1}})).poll(1, "k", pairs({{2, 3}})).poll(2, "k", pairs({{1, 2}})).kinds(),
      Kinds{"poll-skip"});
}

TEST(KafkaChecker, FindsAPollThatGoesBackWithinItself) {
  EXPECT_EQ(three_sends().poll(1, "k", pairs({{0, 1}, {1, 2}, {2, 3}})).poll(2, "k", pairs({{2, 3}, {1, 2}})).kinds(),
            Kinds{"int-nonmonotonic-poll"});
}

TEST(KafkaChecker, FindsTwoValuesAtOneOffset) {
  const auto kinds = three_sends()
                         .poll(1, "k", pairs({{0, 1}, {1, 2}, {2, 3}}))
                         .send(2, "k", 1, 9)
                         .poll(3, "k", pairs({{1, 9}}))
                         .kinds();
  EXPECT_NE(std::find(kinds.begin(), kinds.end(), "inconsistent-offsets"), kinds.end());
}

TEST(KafkaChecker, FindsAMessageAtTwoOffsets) {
  const Script script = three_sends().poll(1, "k", pairs({{0, 1}, {1, 2}, {2, 3}, {3, 1}}));
  const auto kinds = script.kinds();
  EXPECT_NE(std::find(kinds.begin(), kinds.end(), "duplicate"), kinds.end());
  EXPECT_EQ(script.check().details["errors"]["duplicate"]["errs"][0]["offsets"], ordered_json({0, 3}));
}

TEST(KafkaChecker, FindsThePollOfAFailedSend) {
  Script script;
  script.send_without_answer(0, "fail", "k", 1).poll(1, "k", pairs({{0, 1}}));
  EXPECT_EQ(script.kinds(false), Kinds{"G1a"});
}

TEST(KafkaChecker, FindsALostWriteOnlyIfItMustHaveHappened) {
  Script acknowledged;
  acknowledged.send(0, "k", 0, 1).send(0, "k", 1, 2).poll(1, "k", pairs({{1, 2}}));
  EXPECT_EQ(acknowledged.kinds(), (Kinds{"lost-write", "unseen"}));
  Script unknown;
  unknown.send_without_answer(0, "info", "k", 1).send(0, "k", 1, 2).poll(1, "k", pairs({{1, 2}}));
  EXPECT_EQ(unknown.kinds(), Kinds{});
}

TEST(KafkaChecker, FindsSendsOfAProcessThatGoBack) {
  Script script;
  script.send(0, "k", 1, 2).send(0, "k", 0, 1).poll(1, "k", pairs({{0, 1}, {1, 2}}));
  EXPECT_EQ(script.kinds(), Kinds{"nonmonotonic-send"});
}

TEST(KafkaChecker, FindsAMessagePolledBeforeItWasSent) {
  Script script;
  script.poll(1, "k", pairs({{0, 1}})).send(0, "k", 0, 1);
  EXPECT_EQ(script.kinds(), (Kinds{"G1c-realtime", "strong-PL-2-cycle-exists"}));
  EXPECT_EQ(script.check().details["errors"]["G1c-realtime"]["errs"][0]["steps"].size(), 2U);
}

TEST(KafkaChecker, FindsTransactionsThatPollEachOther) {
  const auto transaction = [](Script& script, int process, int sent, int polled) {
    const std::string own = std::to_string(process);
    const std::string other = std::to_string(1 - process);
    ordered_json result;
    result[other] = pairs({{0, polled}});
    script.add(process, "txn", {{"send", own, sent}, {"poll"}}, "ok", {{"send", own, {0, sent}}, {"poll", result}});
  };
  Script script;
  transaction(script, 0, 1, 2);
  transaction(script, 1, 2, 1);
  EXPECT_EQ(script.kinds(), (Kinds{"G1c", "PL-2-cycle-exists"}));
}

TEST(KafkaChecker, FindsATransactionThatPollsItsOwnSend) {
  Script script;
  ordered_json result;
  result["k"] = pairs({{0, 1}});
  script.add(0, "txn", {{"send", "k", 1}, {"poll"}}, "ok", {{"send", "k", {0, 1}}, {"poll", result}});
  script.poll(1, "k", pairs({{0, 1}}));
  EXPECT_EQ(script.kinds(), Kinds{"precommitted-read"});
}

TEST(KafkaChecker, ReportsAValueThatWasNeverSentWhereMaelstromThrows) {
  Script script;
  script.send(0, "k", 0, 1).poll(1, "k", pairs({{0, 1}, {1, 9999}}));
  EXPECT_EQ(script.check().valid, Validity::kUnknown);
  EXPECT_EQ(script.check(false).valid, Validity::kFalse);
  EXPECT_EQ(script.kinds(false), Kinds{"phantom"});
}

TEST(KafkaChecker, DoesNotReportWhatTheLastOperationPolledAsUnseen) {
  Script script;
  script.send_without_answer(0, "info", "k", 1).poll(1, "k", pairs({{0, 1}}));
  EXPECT_EQ(script.kinds(true), Kinds{"unseen"});
  EXPECT_EQ(script.kinds(false), Kinds{});
}

TEST(KafkaChecker, IsUnknownWhereNothingWasTested) {
  Script script;
  script.assign(0, {"k"});
  EXPECT_EQ(script.check(false).valid, Validity::kUnknown);
  EXPECT_EQ(script.check(true).valid, Validity::kFalse);
  EXPECT_EQ(Script().check(true).valid, Validity::kUnknown);
}

TEST(KafkaChecker, MeasuresForHowLongAMessageWasNotPolled) {
  auto events = ordered_json::parse(R"([
    {"type": "invoke", "process": 1, "f": "assign", "value": ["k"], "time": 1000000000},
    {"type": "ok", "process": 1, "f": "assign", "value": ["k"], "time": 1000000001},
    {"type": "invoke", "process": 0, "f": "send", "value": [["send", "k", 1]], "time": 2000000000},
    {"type": "ok", "process": 0, "f": "send", "value": [["send", "k", [0, 1]]], "time": 3000000000},
    {"type": "invoke", "process": 1, "f": "poll", "value": [["poll"]], "time": 5500000000},
    {"type": "ok", "process": 1, "f": "poll", "value": [["poll", {}]], "time": 5600000000}])");
  CheckerOptions options;
  options.as_maelstrom = true;
  const CheckerVerdict verdict = check_kafka(history_of(events), options);
  EXPECT_EQ(verdict.details["worst-realtime-lag"],
            (ordered_json{{"time", 5.5}, {"process", 1}, {"key", "k"}, {"lag", 2.5}}));
}

TEST(KafkaChecker, NeverThrowsBecauseOfAnOperationOfAnotherForm) {
  Script script;
  script.add(0, "send", 3, "ok", 3).add(0, "poll", {{"poll"}}, "ok", {{"poll", 7}}).add(0, "assign", "k", "ok", "k");
  const CheckerVerdict verdict = script.check(false);
  EXPECT_EQ(verdict.valid, Validity::kUnknown);
  EXPECT_EQ(std::count_if(verdict.findings.begin(), verdict.findings.end(),
                          [](const Finding& finding) { return finding.kind == "malformed-operation"; }),
            3);
}

TEST(KafkaChecker, ExplainsAnOffsetOfAMessageThatNoPollReturned) {
  const CheckerVerdict verdict = Script().send(0, "k", 0, 1).send(1, "k", 0, 2).poll(0, "k", pairs({{0, 1}})).check();
  const auto found = std::find_if(verdict.findings.begin(), verdict.findings.end(),
                                  [](const Finding& finding) { return finding.kind == "inconsistent-offsets"; });
  ASSERT_NE(found, verdict.findings.end());
  EXPECT_NE(found->explanation.find("offset 0 has more than one value: 1, first polled by operation 4"),
            std::string::npos)
      << found->explanation;
  EXPECT_NE(found->explanation.find(", and 2, which no poll returned."), std::string::npos) << found->explanation;
}

}  // namespace
}  // namespace maelstrom::conformance
