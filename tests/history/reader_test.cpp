#include "history/reader.hpp"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

std::string written(const History& history) {
  std::ostringstream text;
  history.write(text);
  return text.str();
}

template <class Read>
std::string error_of(Read&& read) {
  try {
    read();
  } catch (const HistoryError& error) {
    return error.what();
  }
  return "no error";
}

std::string jsonl_error(const std::string& text) {
  return error_of([&text] { read_jsonl_history(text); });
}

std::string edn_error(const std::string& text) {
  return error_of([&text] { read_edn_history(text); });
}

TEST(JsonlHistory, ReadsWhatAHistoryWrites) {
  History history({"n0", "n \"1\""});
  const auto first = history.invoke(0, 3, 0, "txn", R"([["r",1,null]])", 10);
  history.nemesis("start-partition", R"({"kind":"one"})", NemesisPhase::kStart, 15);
  const auto second = history.invoke(7'000'000'000, 4, 1, "assign", "[\"1\"]", 20, {true, true});
  history.complete(first, Outcome::kOk, R"([["r",1,[5]]])", {}, 30);
  history.complete(second, Outcome::kInfo, {}, R"(["abort",14,null])", 40);
  history.invoke(0, 3, 0, "re\"ad", "null", 50);
  EXPECT_EQ(written(read_jsonl_history(written(history))), written(history));
}

TEST(JsonlHistory, NeedsNeitherIndexNorTime) {
  const History history = read_jsonl_history(
      "{\"process\":1,\"type\":\"invoke\",\"f\":\"read\"}\n\n{\"process\":1,\"type\":\"fail\",\"f\":\"read\"}");
  ASSERT_EQ(history.operations().size(), 1U);
  EXPECT_EQ(history.operations()[0].completion, 1U);
  EXPECT_EQ(history.operations()[0].outcome, Outcome::kFail);
  EXPECT_EQ(history.text(history.operations()[0].invoked_value), "null");
}

TEST(JsonlHistory, KeepsTheIndexesOfAPartOfAHistory) {
  const History history = read_jsonl_history(
      "{\"index\":4,\"process\":1,\"type\":\"invoke\",\"f\":\"read\"}\n"
      "{\"index\":9,\"process\":1,\"type\":\"ok\",\"f\":\"read\",\"value\":1}");
  EXPECT_EQ(history.operations()[0].invocation, 4U);
  EXPECT_EQ(history.operations()[0].completion, 9U);
}

TEST(JsonlHistory, NamesTheLineThatIsWrong) {
  const std::string invoke = R"({"index":0,"process":1,"type":"invoke","f":"read","value":null})";
  EXPECT_EQ(jsonl_error(invoke + "\n{\"index\" 1}"), "line 2: expected ':' at byte 9");
  EXPECT_EQ(jsonl_error(invoke + "\n\n[]"), "line 3: expected an object at byte 0");
  EXPECT_EQ(jsonl_error(R"({"process":1,"type":"begin","f":"read"})"), "line 1: type cannot be \"begin\"");
  EXPECT_EQ(jsonl_error(R"({"process":1,"type":"ok","f":"read"})"),
            "line 1: process 1 completes read, which it has not invoked");
  EXPECT_EQ(jsonl_error(invoke + '\n' + R"({"index":2,"process":1,"type":"invoke","f":"read"})"),
            "line 2: process 1 invokes read while its operation 0 has not completed");
  EXPECT_EQ(jsonl_error(invoke + '\n' + invoke), "line 2: index 0 is not higher than that of the event before");
  EXPECT_EQ(jsonl_error(R"({"process":1,"type":"invoke"})"), "line 1: the event has no member f");
  EXPECT_EQ(jsonl_error(invoke + "\n" + invoke + "}"),
            "line 2: unexpected text after the value at byte " + std::to_string(invoke.size()));
}

TEST(JsonHistory, ReadsTheEventsOfAnArray) {
  const History history = read_json_history(
      R"([{"process":1,"type":"invoke","f":"read","value":2}, {"process":"nemesis","type":"info","f":"kill"}])", 3);
  EXPECT_EQ(history.operations().size(), 1U);
  EXPECT_EQ(history.nemesis_events().size(), 1U);
  EXPECT_EQ(error_of([] { read_json_history(R"([{"process":1,"type":"invoke","f":"r"},{"type":1}])", 3); }),
            "line 3: event 1 of the history: type cannot be 1");
}

TEST(EdnHistory, ReadsMapsAndRecords) {
  const History history = read_edn_history(
      "; made by hand\n"
      "{:index 0, :time 5, :type :invoke, :process 0, :f :txn, :value [[:append 8 1] [:r 7 nil]]}\n"
      "#jepsen.history.Op{:index 1 :time 6 :type :info :process :nemesis :f :start-partition "
      ":value [:isolated {\"n1\" #{\"n2\"}}]}\n"
      "{:index 2, :time 7, :type :ok, :process 0, :f :txn, :value [[:append 8 1] [:r 7 [1 2N]]], :final? true "
      ":error [:abort \"no\\n\"] #_{:not :read} :extra #inst \"2026\"}\n");
  ASSERT_EQ(history.operations().size(), 1U);
  const Operation& operation = history.operations()[0];
  EXPECT_EQ(history.text(operation.invoked_value), R"([["append",8,1],["r",7,null]])");
  EXPECT_EQ(history.text(operation.completed_value), R"([["append",8,1],["r",7,[1,2]]])");
  EXPECT_EQ(history.text(operation.error), R"(["abort","no\n"])");
  EXPECT_EQ(history.text(history.nemesis_events()[0].value), R"(["isolated",{"n1":["n2"]}])");
}

TEST(EdnHistory, ReadsEveryKindOfValue) {
  const auto value = [](const std::string& edn) {
    const History history = read_edn_history("[{:process 0 :type :invoke :f :f :value " + edn + "}]");
    return std::string(history.text(history.operations()[0].invoked_value));
  };
  EXPECT_EQ(value("123456789012345678901234567890N"), "123456789012345678901234567890");
  EXPECT_EQ(value("+7"), "7");
  EXPECT_EQ(value("-0.50M"), "-0.50");
  EXPECT_EQ(value("1e-3"), "1e-3");
  EXPECT_EQ(value("1/3"), "\"1/3\"");
  EXPECT_EQ(value("\\newline"), "\"\\n\"");
  EXPECT_EQ(value("\\a"), "\"a\"");
  EXPECT_EQ(value("\"a\\u00e9\\7\nb\""), R"("a\u00e9\u0007\u000ab")");
  EXPECT_EQ(value("(1 true foo/bar)"), R"([1,true,"foo/bar"])");
  EXPECT_EQ(value("{1 2, :k {[1] nil}}"), R"({"1":2,"k":{"[1]":null}})");
  EXPECT_EQ(value("##Inf"), "\"Inf\"");
}

TEST(EdnHistory, NamesTheLineThatIsWrong) {
  EXPECT_EQ(edn_error("\n{:process 0 :type :invoke :f :f\n"), "line 3: the text ends where a value should be");
  EXPECT_EQ(edn_error("{:process 0 :type :invoke :f :f :value [1 2}}"), "line 1: unexpected '}'");
  EXPECT_EQ(edn_error("\n\n7"), "line 3: expected an event, which is a map");
  EXPECT_EQ(edn_error("{:type :start}"), "line 1: type cannot be \"start\"");
  EXPECT_EQ(edn_error("[{:process 0 :type :invoke :f :f :value 1x}]"), "line 1: malformed number 1x");
  EXPECT_EQ(edn_error("[{:process 0 :type :invoke :f :f}"), "line 1: the text ends before ']'");
  EXPECT_EQ(edn_error("{:process 0 :type :ok :f :f}"), "line 1: process 0 completes f, which it has not invoked");
  EXPECT_EQ(edn_error(std::string(100'000, '[')), "line 1: expected an event, which is a map");
  EXPECT_EQ(edn_error("{:value " + std::string(100'000, '[')), "line 1: values are nested too deeply");
}

}  // namespace
}  // namespace maelstrom::conformance
