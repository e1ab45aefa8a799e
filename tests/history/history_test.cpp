#include "history/history.hpp"

#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "history/fault_json.hpp"

namespace maelstrom::conformance {
namespace {

History make_history() {
  return History({"n0", "n \"1\""});
}

std::vector<std::string> lines(const History& history) {
  std::stringstream text;
  history.write(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(text, line);) {
    all.push_back(line);
  }
  return all;
}

TEST(History, WritesInvocationsAndCompletionsInTheirOrder) {
  History history = make_history();
  const auto first = history.invoke(0, 3, 0, "echo", "\"hi\"", 10);
  const auto second = history.invoke(1, 4, 1, "echo", "\"ho\"", 20);
  history.complete(second, Outcome::kOk, "\"ho\"", {}, 30);
  history.complete(first, Outcome::kFail, {}, R"(["abort",14,null])", 40);
  EXPECT_EQ(
      lines(history),
      (std::vector<std::string>{
          R"({"index":0,"time":10,"process":0,"type":"invoke","f":"echo","value":"hi","client":"c3","node":"n0"})",
          R"({"index":1,"time":20,"process":1,"type":"invoke","f":"echo","value":"ho","client":"c4","node":"n \"1\""})",
          R"({"index":2,"time":30,"process":1,"type":"ok","f":"echo","value":"ho","client":"c4","node":"n \"1\""})",
          R"({"index":3,"time":40,"process":0,"type":"fail","f":"echo","error":["abort",14,null],"client":"c3","node":"n0"})",
      }));
}

TEST(History, NumbersTheEventsOfClientsAndNemesisTogether) {
  History history = make_history();
  const auto first = history.invoke(0, 0, 0, "read", "null", 1);
  history.nemesis("start-loss", "null", NemesisPhase::kStart, 2);
  const auto second = history.invoke(1, 1, 1, "read", "null", 3);
  history.complete(first, Outcome::kOk, "7", {}, 4);
  EXPECT_EQ(history.operation(first).invocation, 0U);
  EXPECT_EQ(history.operation(first).completion, 3U);
  EXPECT_EQ(history.operation(second).invocation, 2U);
  EXPECT_EQ(history.operation(second).completion, kNone);
  ASSERT_EQ(history.nemesis_events().size(), 1U);
  EXPECT_EQ(history.nemesis_events()[0].event, 1U);
  ASSERT_EQ(history.events().size(), 4U);
  EXPECT_EQ(history.events()[3].type, Event::Type::kCompletion);
  EXPECT_EQ(history.events()[3].index, first);
}

TEST(History, KeepsValueAndErrorOfACompletion) {
  History history = make_history();
  const auto operation = history.invoke(0, 0, 0, "cas", "[0,[1,2]]", 1, {true, false});
  EXPECT_EQ(history.last_value(history.operation(operation)), "[0,[1,2]]");
  history.complete(operation, Outcome::kInfo, "[0,null]", "\"net-timeout\"", 2);
  EXPECT_EQ(history.last_value(history.operation(operation)), "[0,null]");
  EXPECT_EQ(history.text(history.operation(operation).error), "\"net-timeout\"");
  EXPECT_EQ(
      lines(history).back(),
      R"({"index":1,"time":2,"process":0,"type":"info","f":"cas","value":[0,null],"error":"net-timeout","final":true,"client":"c0","node":"n0"})");
}

TEST(History, DoesNotCopyPartsOfAnAdoptedText) {
  History history;
  history.adopt_text(R"({"value":17,"error":"no"})");
  const std::string_view text = history.adopted_text();
  const auto operation = history.invoke(0, kNone, kNone, "read", text.substr(9, 2), 1);
  history.nemesis("start", std::string(1000, '1'), NemesisPhase::kStart, 1);  // the buffer grows
  history.complete(operation, Outcome::kFail, "null", text.substr(20, 4), 2);
  EXPECT_EQ(history.adopted_text().data(), text.data());
  EXPECT_EQ(history.operation(operation).invoked_value.offset, 9U);
  EXPECT_EQ(history.text(history.operation(operation).invoked_value), "17");
  EXPECT_EQ(history.text(history.operation(operation).completed_value), "null");
  EXPECT_EQ(history.text(history.operation(operation).error), "\"no\"");
}

TEST(History, WritesFaults) {
  History history = make_history();
  Fault cut;
  cut.start = true;
  cut.grudge = {{1}, {0}};
  record_fault(history, cut, history.nodes(), 5);
  record_fault(history, {}, history.nodes(), 6);
  EXPECT_EQ(
      lines(history),
      (std::vector<std::string>{
          R"({"index":0,"time":5,"process":"nemesis","type":"info","f":"start-partition","value":{"kind":"one","drops":{"n0":["n \"1\""],"n \"1\"":["n0"]}}})",
          R"({"index":1,"time":6,"process":"nemesis","type":"info","f":"stop-partition","value":null})",
      }));
  EXPECT_EQ(history.fault_count(), 1U);
}

TEST(History, EveryLineIsJson) {
  History history = make_history();
  history.complete(history.invoke(0, 0, 0, "f", "{\"a\":[1]}", 1), Outcome::kInfo, {}, "[\"net-timeout\"]", 2);
  for (const FaultEntry& entry : kFaults) {
    Fault fault;
    fault.kind = entry.kind;
    fault.start = true;
    fault.grudge = {{}, {0}};
    fault.nodes = {1};
    record_fault(history, fault, history.nodes(), 3);
  }
  for (const std::string& line : lines(history)) {
    EXPECT_TRUE(nlohmann::json::accept(line)) << line;
  }
}

TEST(History, CountsOutcomesInAllAndByFunction) {
  History history = make_history();
  history.complete(history.invoke(0, 0, 0, "read", "null", 1), Outcome::kOk, "1", {}, 2);
  history.complete(history.invoke(0, 0, 0, "write", "1", 1), Outcome::kInfo, {}, "[]", 2);
  history.complete(history.invoke(0, 0, 0, "read", "null", 1), Outcome::kFail, {}, "[]", 2);
  history.invoke(0, 0, 0, "read", "null", 1);
  EXPECT_EQ(history.counts().invoked, 4U);
  EXPECT_EQ(history.counts().ok, 1U);
  EXPECT_EQ(history.counts().fail, 1U);
  EXPECT_EQ(history.counts().info, 1U);
  const auto& by_function = history.counts_by_function();
  ASSERT_EQ(by_function.size(), 2U);
  EXPECT_EQ(by_function[0].first, "read");
  EXPECT_EQ(by_function[0].second.invoked, 3U);
  EXPECT_EQ(by_function[1].second.info, 1U);
}

TEST(History, LatenciesAreThoseOfSuccesses) {
  History history = make_history();
  history.complete(history.invoke(0, 0, 0, "f", "null", 10), Outcome::kOk, "1", {}, 25);
  history.complete(history.invoke(0, 0, 0, "f", "null", 10), Outcome::kInfo, {}, "[]", 9999);
  EXPECT_EQ(history.latencies().count(), 1U);
  EXPECT_EQ(history.latencies().at(100), 15);
}

}  // namespace
}  // namespace maelstrom::conformance
