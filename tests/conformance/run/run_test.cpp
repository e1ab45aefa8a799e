#include "conformance/run/run.hpp"

#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

#include <gtest/gtest.h>

#include "../scenario.hpp"
#include "conformance/simulator/simulation.hpp"

namespace maelstrom::conformance {
namespace {

using std::string_view_literals::operator""sv;

// Without clients.
Plan quiet_plan() {
  auto plan = echo_plan();
  plan.rate = 0;
  plan.may_be_idle = true;
  return plan;
}

// A good node, except that `change` may modify its answer to a request other than init.
Scenario::Behaviour good_but(std::function<std::vector<std::string>(const Json&, std::vector<std::string>)> change) {
  return [change = std::move(change)](const Json& message) {
    auto answers = good_node(message);
    return message["body"]["type"] == "init" ? answers : change(message, std::move(answers));
  };
}

void expect_reason(const Results& results, std::string_view part) {
  EXPECT_EQ(results.valid, Validity::kFalse);
  EXPECT_NE(joined(results.reasons).find(part), std::string::npos) << part << "\nin\n" << joined(results.reasons);
}

TEST(Run, SendsInitAsMaelstromDoes) {
  Scenario scenario(echo_plan(), good_node);
  EXPECT_EQ(scenario.cluster.started, (std::vector<NodeIndex>{0, 1, 2}));
  ASSERT_EQ(scenario.cluster.deliveries.size(), 3U);
  EXPECT_EQ(
      scenario.cluster.deliveries[1].line,
      R"({"id":1,"src":"c1","dest":"n1","body":{"type":"init","node_id":"n1","node_ids":["n0","n1","n2"],"msg_id":1}})"
      "\n");
}

TEST(Run, SendsRequestsAsMaelstromDoes) {
  Scenario scenario(echo_plan(), good_node);
  scenario.answer_all();
  EXPECT_TRUE(scenario.cluster.deliveries.empty());
  while (scenario.cluster.deliveries.empty()) {
    scenario.now = scenario.run.next_event_time();
    scenario.run.advance(scenario.now);
  }
  const std::string line = scenario.cluster.deliveries[0].line;
  const auto message = Json::parse(line);
  // id 6: three inits and their answers have the ids before
  EXPECT_EQ(line, R"({"id":6,"src":)" + message["src"].dump() + R"(,"dest":)" + message["dest"].dump() +
                      R"(,"body":{"echo":)" + message["body"]["echo"].dump() +
                      R"(,"type":"echo","msg_id":1}})"
                      "\n");
}

TEST(Run, FindsNothingWrongWithAGoodNode) {
  Scenario scenario(echo_plan(), good_node);
  const Results results = scenario.results();
  EXPECT_EQ(results.valid, Validity::kTrue) << joined(results.reasons);
  EXPECT_NEAR(static_cast<double>(results.counts.invoked), 200, 1);
  EXPECT_EQ(results.counts.ok, results.counts.invoked);
  EXPECT_EQ(results.network.clients.sent, 2 * results.counts.invoked + 6);
  EXPECT_EQ(results.network.servers.sent, 0U);
  EXPECT_EQ(results.duration, 2 * kSecond);
  EXPECT_EQ(scenario.cluster.killed, (std::vector<NodeIndex>{0, 1, 2}));
  EXPECT_EQ(scenario.run.next_event_time(), kNever);
}

TEST(Run, IsTheSameAgainForTheSameSeed) {
  auto plan = echo_plan();
  plan.faults = {FaultKind::kPartition};
  plan.nemesis_interval = 100 * kMillisecond;
  const auto history = [&plan] {
    Scenario scenario(plan, good_node);
    scenario.play();
    std::ostringstream text;
    scenario.run.history().write(text);
    return text.str();
  };
  const std::string first = history();
  EXPECT_EQ(history(), first);
  plan.seed += 1;
  EXPECT_NE(history(), first);
}

TEST(Run, BindsClientsToNodesInTurn) {
  auto plan = echo_plan();
  plan.concurrency = 6;
  Scenario scenario(plan, good_node);
  scenario.play();
  for (const Json& message : scenario.seen) {
    const auto client = std::stoul(message["src"].get<std::string>().substr(1));
    EXPECT_EQ(message["dest"], "n" + std::to_string(client % 3));
  }
}

TEST(Run, AClientAsksOneThingAtATime) {
  auto plan = echo_plan();
  plan.rate = 10000;
  plan.time_limit = kSecond;
  std::map<std::string, int> outstanding;
  std::vector<std::string> held;
  Scenario scenario(plan, [&](const Json& message) -> std::vector<std::string> {
    if (message["body"]["type"] == "init") {
      return good_node(message);
    }
    EXPECT_EQ(++outstanding[message["src"]], 1);
    return {};
  });
  scenario.play(kSecond);
  EXPECT_EQ(outstanding.size(), 3U);
}

TEST(Run, KeepsTheRateWhenNodesAreSlowerThanTheStagger) {
  auto plan = echo_plan();
  plan.rate = 1000;
  plan.concurrency = 10;
  Scenario scenario(plan, good_node);
  // Time comes in steps of 5 ms, so that five requests are due at once.
  while (!scenario.run.finished()) {
    scenario.answer_all();
    scenario.now += 5 * kMillisecond;
    scenario.run.advance(scenario.now);
  }
  EXPECT_NEAR(static_cast<double>(scenario.run.results(find_checker("echo")->check).counts.invoked), 2000, 20);
}

TEST(Run, TimesARequestOutAndReplacesItsClient) {
  auto plan = echo_plan();
  plan.nodes = {"n0"};
  plan.concurrency = 1;
  plan.time_limit = 12 * kSecond;
  Scenario scenario(plan, good_but([](const Json&, const auto&) { return std::vector<std::string>(); }));
  const Results results = scenario.results();
  EXPECT_EQ(results.counts.ok, 0U);
  EXPECT_EQ(results.counts.info, results.counts.invoked);
  EXPECT_EQ(results.counts.invoked, 3U);     // one every five seconds, each from another client
  EXPECT_EQ(scenario.seen[1]["src"], "c2");  // c0 sent init, and c1 is the setup client
  EXPECT_EQ(scenario.seen[2]["src"], "c3");
  EXPECT_EQ(scenario.seen[3]["src"], "c4");
  EXPECT_EQ(scenario.seen[3]["body"]["msg_id"], 1);
  EXPECT_EQ(scenario.run.history().operation(2).process, 2U);
  expect_reason(results, "None of the 3 completed echo operations succeeded");
  EXPECT_EQ(joined(error_lines(results.errors)), "3 no reply within 5 s\n");
}

// Until its next operation a worker keeps the client that has given up, and Maelstrom discards the reply.
TEST(Run, AReplyToAClientThatIsNotReplacedYetDoesNoHarm) {
  for (const bool is_replaced : {false, true}) {
    auto plan = echo_plan();
    plan.nodes = {"n0"};
    plan.concurrency = 1;
    plan.rate = is_replaced ? 10 : 0.01;
    plan.time_limit = 300 * kSecond;
    std::string held;
    Scenario scenario(plan, good_but([&held](const Json&, auto answers) {
                        if (held.empty()) {
                          held = answers[0];
                          return std::vector<std::string>();
                        }
                        return answers;
                      }));
    while (held.empty() || scenario.run.history().counts().info == 0) {
      scenario.play(scenario.run.next_event_time());
    }
    scenario.now += kMillisecond;
    if (is_replaced) {
      scenario.play(scenario.now + kSecond);
    }
    scenario.run.on_node_line(0, held, scenario.now);
    scenario.play(scenario.now + 10 * kSecond);
    scenario.run.interrupt("enough", scenario.now);
    const Results results = scenario.run.results(find_checker("echo")->check);
    EXPECT_EQ(joined(results.reasons).find("late reply to a client that no longer exists") != std::string::npos,
              is_replaced)
        << joined(results.reasons);
  }
}

Plan broadcast_plan() {
  auto plan = echo_plan();
  plan.workload = "broadcast";
  return plan;
}

// One set for all nodes.
Scenario::Behaviour broadcast_node(Json topology_answer = {{"type", "topology_ok"}}) {
  return [topology_answer, elements = Json::array()](const Json& message) mutable {
    const Json& body = message["body"];
    if (body["type"] == "topology") {
      return std::vector{answer(message, topology_answer)};
    }
    if (body["type"] == "broadcast") {
      elements.push_back(body["message"]);
      return std::vector{answer(message, {{"type", "broadcast_ok"}})};
    }
    if (body["type"] == "read") {
      return std::vector{answer(message, {{"type", "read_ok"}, {"messages", elements}})};
    }
    return good_node(message);
  };
}

TEST(Run, SendsTheTopologyAndReadsFromEachNodeAtTheEnd) {
  auto plan = broadcast_plan();
  plan.concurrency = 1;  // fewer than nodes
  Scenario scenario(plan, broadcast_node());
  const Results results = scenario.results();
  EXPECT_EQ(results.valid, Validity::kTrue) << joined(results.reasons);
  std::set<std::string> told;
  for (const Json& message : scenario.seen) {
    if (message["body"]["type"] == "topology") {
      told.insert(message["dest"]);
      EXPECT_EQ(message["body"]["topology"]["n1"], Json::parse(R"(["n0"])"));
    }
  }
  EXPECT_EQ(told.size(), 3U);
  std::set<NodeIndex> read;
  std::set<std::int64_t> processes;
  Time last_of_main = 0;
  for (const Operation& operation : scenario.run.history().operations()) {
    if (operation.flags.is_final) {
      read.insert(operation.node);
      EXPECT_TRUE(processes.insert(operation.process).second || operation.node == 0);
      EXPECT_GE(operation.invoked, last_of_main + plan.recovery);
    } else {
      last_of_main = operation.completed;
    }
  }
  EXPECT_EQ(read.size(), 3U);
}

TEST(Run, RefusesATopologyReplyWithAnExtraKey) {
  Scenario scenario(broadcast_plan(), broadcast_node({{"type", "topology_ok"}, {"topology", Json::object()}}));
  expect_reason(scenario.results(), "answered topology wrongly: the reply topology_ok has the extra key topology");
}

TEST(Run, AsMaelstromASecondReplyIsAWarning) {
  for (const bool as_maelstrom : {false, true}) {
    auto plan = echo_plan();
    plan.as_maelstrom = as_maelstrom;
    Scenario scenario(plan, good_but([](const Json&, auto answers) {
                        answers.push_back(answers[0]);
                        return answers;
                      }));
    const Results results = scenario.results();
    EXPECT_EQ(results.valid, as_maelstrom ? Validity::kTrue : Validity::kFalse) << joined(results.reasons);
    EXPECT_NE(joined(as_maelstrom ? results.warnings : results.reasons).find("duplicate reply to c"),
              std::string::npos);
  }
}

// Main workers and the extra workers of the final phase never share a process.
TEST(Run, GivesEachProcessOneOperationAtATime) {
  auto plan = broadcast_plan();
  plan.workload = "kafka";
  plan.concurrency = 1;
  Scenario scenario(plan, [](const Json& message) {
    return message["body"]["type"] == "init" ? good_node(message)
                                             : std::vector{answer(message, {{"type", "error"}, {"code", 13}})};
  });
  scenario.results();
  std::map<std::int64_t, NodeIndex> node_of;
  for (const Operation& operation : scenario.run.history().operations()) {
    EXPECT_EQ(node_of.emplace(operation.process, operation.node).first->second, operation.node)
        << "process " << operation.process;
  }
}

TEST(Run, WaitsForTheLastRepliesAfterTheTimeLimit) {
  auto plan = echo_plan();
  plan.nodes = {"n0"};
  plan.concurrency = 1;
  std::string held;
  Scenario scenario(plan, good_but([&held](const Json& message, auto answers) {
                      if (message["body"]["msg_id"] < 100) {
                        return answers;
                      }
                      held = answers[0];
                      return std::vector<std::string>();
                    }));
  scenario.play(2 * kSecond);
  EXPECT_FALSE(scenario.run.finished());
  EXPECT_EQ(scenario.run.progress(2 * kSecond).phase, "waiting for the last replies");
  scenario.run.on_node_line(0, held, 3 * kSecond);
  EXPECT_TRUE(scenario.run.finished());
  const Results results = scenario.run.results(find_checker("echo")->check);
  EXPECT_EQ(results.valid, Validity::kTrue) << joined(results.reasons);
  EXPECT_EQ(results.counts.ok, 100U);
  EXPECT_EQ(results.duration, 2 * kSecond);
}

TEST(Run, CountsDefiniteErrorsAsFailuresAndOthersAsInfo) {
  auto plan = echo_plan();
  plan.workload = "unique-ids";
  int requests = 0;
  Scenario scenario(plan, good_but([&requests](const Json& message, auto answers) {
                      ++requests;
                      if (requests == 5) {
                        answers = {answer(message, {{"type", "error"}, {"code", 11}, {"text", "busy"}})};
                      } else if (requests == 9) {
                        answers = {answer(message, {{"type", "error"}, {"code", 13}})};
                      } else if (requests == 12) {
                        answers = {answer(message, {{"type", "error"}, {"code", 1234}, {"extra", true}})};
                      }
                      return answers;
                    }));
  const Results results = scenario.results();
  EXPECT_EQ(results.counts.fail, 1U);
  EXPECT_EQ(results.counts.info, 2U);
  EXPECT_EQ(results.valid, Validity::kTrue) << joined(results.reasons);
  EXPECT_EQ(joined(error_lines(results.errors)),
            "1 error replies: 11 temporarily-unavailable, \"busy\"\n"
            "1 error replies: 13 crash\n"
            "1 error replies: 1234 custom error\n");
}

TEST(Run, DemandsAvailability) {
  auto plan = echo_plan();
  plan.availability = AvailabilityDemand{true, 1};
  int requests = 0;
  Scenario scenario(plan, good_but([&requests](const Json& message, auto answers) {
                      if (++requests == 5) {
                        answers = {answer(message, {{"type", "error"}, {"code", 11}, {"text", "busy"}})};
                      }
                      return answers;
                    }));
  expect_reason(scenario.results(), "Only 199 of 200 operations ok: a fraction of 0.995");
}

// ---- Failures

TEST(Run, CatchesAWrongEcho) {
  int requests = 0;
  Scenario scenario(echo_plan(), good_but([&requests](const Json& message, auto answers) {
                      if (++requests == 3) {
                        answers = {answer(message, {{"type", "echo_ok"}, {"echo", "nonsense"}})};
                      }
                      return answers;
                    }));
  expect_reason(scenario.results(),
                "operation 4 (process 1, client c7, node n1) sent \"Please echo 50\" and received "
                "{\"type\":\"echo_ok\",\"echo\":\"nonsense\"");
}

TEST(Run, ADefiniteErrorIsAWrongEcho) {
  for (const auto& [code, verdict] : {std::pair(11, Validity::kFalse), std::pair(13, Validity::kTrue),
                                      std::pair(0, Validity::kTrue), std::pair(1234, Validity::kTrue)}) {
    int requests = 0;
    Scenario scenario(echo_plan(), good_but([&requests, third = code](const Json& message, auto answers) {
                        return ++requests == 3 ? std::vector{answer(message, {{"type", "error"}, {"code", third}})}
                                               : std::move(answers);
                      }));
    const Results results = scenario.results();
    EXPECT_EQ(results.valid, verdict) << code << '\n' << joined(results.reasons);
    EXPECT_EQ(results.workload.details["errors-count"], verdict == Validity::kFalse ? 1 : 0);
    if (verdict == Validity::kFalse) {
      expect_reason(results,
                    "and got an error: [\"temporarily-unavailable\",null]. An error reply counts as a wrong echo.");
    }
  }
}

TEST(Run, CatchesAnExtraKeyInAReply) {
  Scenario scenario(
      echo_plan(), good_but([](const Json& message, const auto&) {
        return std::vector{answer(message, {{"type", "echo_ok"}, {"echo", message["body"]["echo"]}, {"took", 3}})};
      }));
  expect_reason(scenario.results(), "the reply echo_ok has the extra key took");
}

TEST(Run, CatchesDuplicateIds) {
  auto plan = echo_plan();
  plan.workload = "unique-ids";
  Scenario scenario(plan, good_but([](const Json& message, const auto&) {
                      return std::vector{answer(message, {{"type", "generate_ok"}, {"id", message["body"]["msg_id"]}})};
                    }));
  expect_reason(scenario.results(),
                "Id 11 was returned 3 times: first by operation 58 (process 2, client c8, node n2)");
}

TEST(Run, CatchesBadLinesAndMutesTheNode) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"hello", "not JSON"},
      {"", "an empty line"},
      {R"({"src":"n0","dest":"c3","body":{"type":"x"},"extra":1})", "the envelope has the extra key extra"},
      {R"({"src":"n0","dest":"nobody","body":{"type":"x"}})", "unknown destination nobody"},
      {R"({"src":"n0","dest":"c999","body":{"type":"x"}})", "unknown destination c999"},
      {R"({"src":"n1","dest":"n2","body":{"type":"x"}})", "src is n1, which is not this node"},
  };
  for (const auto& [bad, why] : rows) {
    Scenario scenario(echo_plan(), good_but([line = bad](const Json& message, auto answers) {
                        if (message["dest"] == "n0") {
                          answers.insert(answers.begin(), line);
                        }
                        return answers;
                      }));
    const Results results = scenario.results();
    expect_reason(results, "node n0: " + why);
    EXPECT_GT(results.counts.info, 0U) << "n0 is no longer read, so its clients time out: " << bad;
    EXPECT_EQ(results.reasons.size(), 1U) << joined(results.reasons);
  }
}

TEST(Run, CatchesAFlawedLineAndListensOn) {
  const std::vector<std::pair<std::function<std::string(std::string)>, std::string>> rows = {
      {[](std::string line) { return line + " trailing"; }, "text after the message on its line"},
      {[](std::string line) { return line + line; }, "two messages on one line"},
      {[](std::string line) { return line.insert(line.size() - 2, ",\"msg_id\":7").insert(1, "\"id\":3,") + '\0'; },
       "text after the message on its line"},
  };
  for (const auto& [spoil, why] : rows) {
    Scenario scenario(echo_plan(), good_but([&change = spoil](const Json& message, auto answers) {
                        if (message["dest"] == "n0") {
                          answers[0] = change(answers[0]);
                        }
                        return answers;
                      }));
    const Results results = scenario.results();
    expect_reason(results, "node n0: " + why);
    EXPECT_EQ(results.counts.ok, results.counts.invoked) << "Maelstrom reads these lines";
    EXPECT_EQ(joined(results.reasons).find("reads nothing more"), std::string::npos) << joined(results.reasons);
  }
}

TEST(Run, ReadsWhatIsNotUtf8AsMaelstromDoes) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.answer_all();
  scenario.run.on_node_line(0, "{\"src\":\"n0\",\"dest\":\"n1\",\"body\":{\"text\":\"\xe9\"}}", scenario.now);
  scenario.run.on_node_line(0, R"({"src":"n0","dest":"n2","body":{"text":"\ud83d"}})", scenario.now);
  ASSERT_EQ(scenario.cluster.deliveries.size(), 2U);
  EXPECT_NE(scenario.cluster.deliveries[0].line.find("{\"text\":\"\xef\xbf\xbd\"}"), std::string::npos);
  EXPECT_NE(scenario.cluster.deliveries[1].line.find(R"({"text":"\ufffd"})"), std::string::npos);
  const Results results = scenario.results();
  expect_reason(results, "node n0: the line is not valid UTF-8");
  expect_reason(results, "node n0: an escape is half of a surrogate pair");
}

TEST(Run, ACarriageReturnEndsALineAsForMaelstrom) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.answer_all();
  const std::string message = line("n0", "n1", {{"type", "gossip"}});
  scenario.run.on_node_line(0, message + '\r' + message, scenario.now);
  EXPECT_EQ(scenario.cluster.deliveries.size(), 2U);
  std::string pretty = message;
  pretty.insert(1, "\r");
  scenario.run.on_node_line(1, pretty, scenario.now);
  const Results results = scenario.results();
  expect_reason(results, "node n1: not JSON");
  EXPECT_EQ(results.reasons.size(), 1U) << joined(results.reasons);
}

TEST(Run, ACarriageReturnAndANewlineEndOneLine) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.answer_all();
  scenario.run.on_node_line(0, line("n0", "n1", {{"type", "gossip"}}) + '\r', scenario.now);  // without its '\n'
  EXPECT_EQ(scenario.cluster.deliveries.size(), 1U);
  scenario.run.on_node_line(1, "\r\r", scenario.now);
  const Results results = scenario.results();
  expect_reason(results, "node n1: an empty line");
  EXPECT_EQ(results.reasons.size(), 1U) << joined(results.reasons);
}

// Bodies between servers may have any form.
TEST(Run, CarriesBodiesOfAnyFormBetweenNodes) {
  for (const char* const body :
       {"{}", R"({"seen":1})", R"({"type":3})", R"({"type":"gossip","msg_id":"6ba7b810","seen":1})",
        R"({"type":"gossip","msg_id":1.5})", R"({"type":"gossip","msg_id":1180591620717411303424})",
        R"({"type":"gossip_ok","in_reply_to":"6ba7b810"})", "null"}) {
    Scenario scenario(quiet_plan(), good_node);
    scenario.answer_all();
    scenario.run.on_node_line(0, R"({"src":"n0","dest":"n1","body":)" + std::string(body) + "}", scenario.now);
    ASSERT_EQ(scenario.cluster.deliveries.size(), 1U) << body;
    const std::string heard =
        R"(,"src":"n0","dest":"n1","body":)" + std::string(body == "null"sv ? "{}" : body) + "}\n";
    EXPECT_TRUE(scenario.cluster.deliveries[0].line.ends_with(heard)) << scenario.cluster.deliveries[0].line;
    scenario.cluster.deliveries.clear();
    const Results results = scenario.results();
    EXPECT_EQ(results.valid, Validity::kTrue) << joined(results.reasons);
  }
}

TEST(Run, AServiceEchoesAMsgIdOfAnyForm) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.answer_all();
  scenario.say(0, "lin-tso", {{"type", "ts"}, {"msg_id", "6ba7b810"}});
  scenario.say(0, "lin-tso", {{"seen", 1}, {"msg_id", 5}});  // not a request that a service knows
  ASSERT_EQ(scenario.cluster.deliveries.size(), 1U);
  EXPECT_TRUE(
      scenario.cluster.deliveries[0].line.ends_with(R"("body":{"type":"ts_ok","ts":0,"in_reply_to":"6ba7b810"}})"
                                                    "\n"))
      << scenario.cluster.deliveries[0].line;
}

TEST(Run, AReplyWithAStrangeMsgIdIsMalformedAndMutesNobody) {
  for (const Json& msg_id : {Json("x"), Json(1.5), Json(nullptr), Json::array()}) {
    int requests = 0;
    Scenario scenario(echo_plan(), good_but([&](const Json&, auto answers) {
                        if (++requests == 3) {
                          Json strange = Json::parse(answers[0]);
                          strange["body"]["msg_id"] = msg_id;
                          answers = {strange.dump()};
                        }
                        return answers;
                      }));
    const Results results = scenario.results();
    expect_reason(results, "the reply echo_ok has a msg_id that is not an integer: operation 4 (process 1");
    EXPECT_EQ(results.counts.info, 1U) << "Maelstrom calls it indeterminate";
    EXPECT_EQ(results.counts.ok, results.counts.invoked - 1);
  }
}

TEST(Run, AStrangeInReplyToIsIgnoredAndReported) {
  for (const auto& [in_reply_to, why] : {std::pair(Json("1"), "with an in_reply_to that is not an integer"),
                                         std::pair(Json(1.0), "with an in_reply_to that is not an integer"),
                                         std::pair(Json(nullptr), "without an in_reply_to")}) {
    int requests = 0;
    Scenario scenario(echo_plan(), good_but([&, strange = in_reply_to](const Json&, auto answers) {
                        if (++requests == 3) {
                          Json reply = Json::parse(answers[0]);
                          reply["body"]["in_reply_to"] = strange;
                          answers = {reply.dump()};
                        }
                        return answers;
                      }));
    const Results results = scenario.results();
    expect_reason(results, why);
    EXPECT_EQ(results.reasons.size(), 1U) << joined(results.reasons);
    EXPECT_EQ(results.counts.info, 1U) << "its client waits until it gives up";
    EXPECT_EQ(results.counts.ok, results.counts.invoked - 1);
  }
}

TEST(Run, AReplyWithoutATypeIsMalformed) {
  for (const auto& [type, why] : {std::pair(Json(3), "the reply has a type that is not a string"),
                                  std::pair(Json(), "the reply has a type that is not a string")}) {
    Scenario scenario(echo_plan(), good_but([bad = type](const Json& message, const auto&) {
                        return std::vector{answer(message, {{"type", bad}, {"echo", 1}})};
                      }));
    expect_reason(scenario.results(), why);
  }
  Scenario scenario(echo_plan(), good_but([](const Json& message, const auto&) {
                      return std::vector{answer(message, {{"echo", 1}})};
                    }));
  expect_reason(scenario.results(), "the reply has no type");
}

// ---- Lines without an end

TEST(Run, ReportsALineThatANodeDoesNotEnd) {
  Scenario scenario(echo_plan(), [](const Json& message) {
    return message["dest"] == "n1" ? std::vector<std::string>() : good_node(message);
  });
  scenario.cluster.unfinished[1] = {R"({"src":"n1","dest":"c1")", 0};
  const Results results = scenario.results();
  expect_reason(results, "node n1 did not answer init within 10 s");
  expect_reason(results,
                R"(node n1 wrote 23 bytes without a line break at the end; a message is read only when its line ends: )"
                R"({"src":"n1","dest":"c1")");
}

TEST(Run, ALineThatHasJustBegunMayStillEnd) {
  for (const auto& [since, verdict] : {std::pair(kSecond, Validity::kTrue), std::pair(Time{0}, Validity::kFalse)}) {
    Scenario scenario(echo_plan(), good_node);
    scenario.cluster.unfinished[0] = {"{", since};
    EXPECT_EQ(scenario.results().valid, verdict);
  }
}

// It may have been paused in the middle of a line.
TEST(Run, ANodeThatGoesOnHasTimeToEndItsLine) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.answer_all();
  scenario.cluster.unfinished[0] = {"{", 0};
  scenario.inject(pause_nodes({0}));
  scenario.play(kSecond);
  scenario.now = kSecond;
  scenario.inject(resume_nodes({0}));
  EXPECT_EQ(scenario.results().valid, Validity::kTrue);
}

TEST(Run, AnEndlessLineNamesItsNode) {
  Scenario scenario(echo_plan(), good_node);
  scenario.play(kSecond);
  scenario.run.on_endless_line(2, std::string(1000, 'x'), scenario.now);
  EXPECT_TRUE(scenario.run.finished());
  expect_reason(scenario.run.results(find_checker("echo")->check), "node n2 wrote 1000 bytes without a line break");
}

TEST(Run, CatchesALateReply) {
  auto plan = echo_plan();
  plan.nodes = {"n0"};
  plan.concurrency = 4;
  plan.time_limit = 7 * kSecond;
  std::string held;
  Scenario scenario(plan, good_but([&held](const Json&, auto answers) {
                      if (held.empty()) {
                        held = answers[0];
                        answers.clear();
                      }
                      return answers;
                    }));
  scenario.play(6 * kSecond);
  scenario.run.on_node_line(0, held, scenario.now);
  expect_reason(scenario.results(), "late reply to a client that no longer exists, c");
}

TEST(Run, CatchesASecondInitOk) {
  Scenario scenario(echo_plan(), [](const Json& message) {
    auto answers = good_node(message);
    if (message["body"]["type"] == "init") {
      answers.push_back(answers[0]);
    }
    return answers;
  });
  expect_reason(scenario.results(), "late reply to a client that no longer exists, c0");
}

TEST(Run, CatchesADuplicateReplyAndListensOn) {
  Scenario scenario(echo_plan(), good_but([](const Json&, auto answers) {
                      answers.push_back(answers[0]);
                      return answers;
                    }));
  const Results results = scenario.results();
  expect_reason(results, "duplicate reply to c");
  EXPECT_EQ(results.counts.ok, results.counts.invoked);
}

TEST(Run, CatchesRepliesThatNobodyAskedFor) {
  Scenario scenario(echo_plan(), good_but([](const Json& message, auto answers) {
                      const auto src = message["dest"].get<std::string>();
                      const auto dest = message["src"].get<std::string>();
                      answers.push_back(line(src, dest, {{"type", "echo_ok"}, {"in_reply_to", 100000}}));
                      answers.push_back(line(src, dest, {{"type", "hello"}}));
                      return answers;
                    }));
  const Results results = scenario.results();
  expect_reason(results, "for a request that it never sent");
  expect_reason(results, "without an in_reply_to");
  EXPECT_EQ(results.counts.ok, results.counts.invoked);
}

TEST(Run, EndsAtOnceIfANodeWritesABadLineBeforeItAnswersInit) {
  Scenario scenario(echo_plan(), [](const Json& message) {
    auto answers = good_node(message);
    if (message["dest"] == "n1") {
      answers.insert(answers.begin(), "starting node...");
    }
    return answers;
  });
  const Results results = scenario.results();
  EXPECT_EQ(results.valid, Validity::kFalse);
  expect_reason(results, "node n1 cannot answer init any more, because of a bad line");
  expect_reason(results,
                "node n1: not JSON: expected a value at byte 0; Maelstrom reads nothing more from it: starting");
  EXPECT_LT(scenario.now, kSecond);
}

TEST(Run, CatchesANodeThatDoesNotAnswerInit) {
  Scenario scenario(echo_plan(), [](const Json& message) {
    return message["dest"] == "n1" ? std::vector<std::string>() : good_node(message);
  });
  const Results results = scenario.results();
  expect_reason(results, "node n1 did not answer init within 10 s");
  EXPECT_EQ(scenario.now, 10 * kSecond);
  EXPECT_EQ(results.counts.invoked, 0U);
}

TEST(Run, CatchesANodeThatRefusesInit) {
  Scenario scenario(echo_plan(), [](const Json& message) {
    return std::vector{answer(message, {{"type", "error"}, {"code", 12}, {"text", "no such option"}})};
  });
  expect_reason(scenario.results(), R"(answered init with {"type":"error","code":12,"text":"no such option")");
}

TEST(Run, CatchesANodeThatExits) {
  for (const bool signalled : {false, true}) {
    Scenario scenario(echo_plan(), good_node);
    scenario.play(kSecond);
    scenario.run.on_node_exit(1, {signalled, signalled ? 11 : 0, "first\nlast words"}, scenario.now);
    EXPECT_TRUE(scenario.run.finished());
    const Results results = scenario.run.results(find_checker("echo")->check);
    expect_reason(results, signalled ? "node n1 was killed by signal 11" : "node n1 exited with status 0");
    expect_reason(results, "first\nlast words");
  }
}

TEST(Run, EndsEarlyWhenInterrupted) {
  auto plan = echo_plan();
  plan.availability = AvailabilityDemand{true, 1};
  Scenario scenario(plan, good_node);
  scenario.play(kSecond);
  scenario.run.interrupt("interrupted by SIGINT", scenario.now);
  EXPECT_TRUE(scenario.run.finished());
  EXPECT_EQ(scenario.cluster.killed.size(), 3U);
  const Results results = scenario.run.results(find_checker("echo")->check);
  EXPECT_EQ(results.valid, Validity::kUnknown);
  EXPECT_EQ(results.reasons, std::vector<std::string>{"interrupted by SIGINT"});
  EXPECT_EQ(results.counts.ok + results.counts.info, results.counts.invoked);
}

// ---- Between servers

// n0's answer to init includes a message to n1; n1 answers it.
Scenario::Behaviour talkative(std::vector<Json>& heard) {
  return [&heard](const Json& message) {
    auto answers = good_node(message);
    if (message["body"]["type"] == "echo" && message["dest"] == "n0") {
      answers.push_back(line("n0", "n1", {{"type", "gossip"}, {"big", 1}, {"msg_id", 1}}));
    }
    if (message["body"]["type"] == "gossip") {
      heard.push_back(message);
    }
    return answers;
  };
}

TEST(Run, CarriesMessagesBetweenNodes) {
  std::vector<Json> heard;
  Scenario scenario(echo_plan(), talkative(heard));
  const Results results = scenario.results();
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(heard[0]["src"], "n0");
  EXPECT_EQ(heard[0]["body"].dump(), R"({"type":"gossip","big":1,"msg_id":1})");
  EXPECT_TRUE(heard[0]["id"].is_number());
  EXPECT_EQ(results.network.servers.sent, heard.size());
  EXPECT_EQ(results.valid, Validity::kTrue) << joined(results.reasons);
}

TEST(Run, DelaysMessagesBetweenNodes) {
  auto plan = echo_plan();
  plan.latency = {LatencyDistribution::kConstant, 300 * kMillisecond};
  std::vector<Json> heard;
  Scenario scenario(plan, talkative(heard));
  scenario.play(300 * kMillisecond);
  EXPECT_TRUE(heard.empty());
  scenario.play(kSecond);
  EXPECT_FALSE(heard.empty());
  EXPECT_LT(scenario.results().latencies.at(100), kMillisecond) << "clients see no latency";
}

TEST(Run, LosesMessagesInAPartitionAndHealsAtTheEnd) {
  auto plan = echo_plan();
  plan.faults = {FaultKind::kPartition};
  plan.nemesis_interval = 50 * kMillisecond;
  plan.time_limit = 10 * kSecond;
  std::vector<Json> heard;
  Scenario scenario(plan, talkative(heard));
  const Results results = scenario.results();
  EXPECT_GT(results.faults, 20U);
  EXPECT_GT(results.network.lost, 0U);
  EXPECT_EQ(results.network.servers.received + results.network.lost, results.network.servers.sent);
  EXPECT_EQ(results.counts.ok, results.counts.invoked);
  EXPECT_EQ(scenario.run.progress(0).faults_under_way, 0U);
  std::ostringstream history;
  scenario.run.history().write(history);
  const std::string text = history.str();
  EXPECT_GT(text.rfind("stop-partition"), text.rfind("start-partition"));
}

TEST(Run, ALoneNodeIsNotPartitioned) {
  auto plan = echo_plan();
  plan.nodes = {"n0"};
  plan.faults = {FaultKind::kPartition};
  Scenario scenario(plan, good_node);
  EXPECT_EQ(scenario.results().faults, 0U);
}

TEST(Run, AnswersForTheServices) {
  for (const Time latency : {Time{0}, 20 * kMillisecond}) {
    auto plan = echo_plan();
    plan.latency = {LatencyDistribution::kConstant, latency};
    std::vector<std::string> answers;
    Scenario scenario(plan, [&answers](const Json& message) -> std::vector<std::string> {
      const auto node = message["dest"].get<std::string>();
      if (message["src"].get<std::string>().starts_with("l")) {
        answers.push_back(message.dump());
      } else if (message["body"]["type"] == "init" && node == "n0") {
        return {good_node(message)[0],
                line(node, "lin-kv", {{"type", "write"}, {"key", 1}, {"value", 2}, {"msg_id", 7}}),
                line(node, "lin-kv", {{"type", "read"}, {"key", 1}, {"msg_id", 8}}),
                line(node, "lin-tso", {{"type", "ts"}})};
      }
      return good_node(message);
    });
    const Results results = scenario.results();
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_NE(answers[0].find(R"("src":"lin-kv","dest":"n0","body":{"type":"write_ok","in_reply_to":7}})"),
              std::string::npos)
        << answers[0];
    EXPECT_NE(answers[1].find(R"({"type":"read_ok","value":2,"in_reply_to":8})"), std::string::npos) << answers[1];
    EXPECT_NE(answers[2].find(R"({"type":"ts_ok","ts":0,"in_reply_to":null})"), std::string::npos) << answers[2];
    EXPECT_EQ(results.network.servers.sent, 6U);
  }
}

// A message to a service is like one to a peer: its envelope is not part of its body.
TEST(Run, TracesTheBodyOfAMessageAlone) {
  Trace trace;
  Scenario scenario(quiet_plan(), good_node, &trace);
  scenario.play(kSecond);
  trace.take();
  scenario.say(0, "lin-kv", {{"type", "read"}, {"key", 1}, {"msg_id", 7}});
  EXPECT_EQ(trace.take(),
            R"({"time":0,"event":"deliver","src":"n0","dest":"lin-kv","body":{"type":"read","key":1,"msg_id":7}})"
            "\n"
            R"({"time":0,"event":"deliver","src":"lin-kv","dest":"n0","body":{"type":"error","code":20,)"
            R"("text":"key does not exist","in_reply_to":7}})"
            "\n");
  Fault loss;
  loss.kind = FaultKind::kLoss;
  loss.probability = 1;
  loss.start = true;
  scenario.inject(loss);
  trace.take();
  scenario.say(0, "lin-kv", {{"type", "read"}, {"key", 1}});
  EXPECT_EQ(trace.take(), R"({"time":0,"event":"lost","src":"n0","dest":"lin-kv","body":{"type":"read","key":1}})"
                          "\n");
  loss.start = false;
  scenario.inject(loss);
  scenario.inject(isolate_nodes({0}, 3));
  trace.take();
  scenario.say(0, "n1", {{"type", "gossip"}});
  EXPECT_EQ(trace.take(), R"({"time":0,"event":"cut","src":"n0","dest":"n1","body":{"type":"gossip"}})"
                          "\n");
}

// ---- Nodes that are down

// Sends n1 gossip, numbered from 0.
void gossip(Scenario& scenario, int count) {
  for (int i = 0; i < count; ++i) {
    scenario.say(0, "n1", {{"type", "gossip"}, {"number", i}});
  }
}

// The nodes' messages since the last call: "init" or the number of a gossip.
std::vector<std::string> seen(Scenario& scenario) {
  std::vector<std::string> all;
  for (const Json& message : std::exchange(scenario.seen, {})) {
    all.push_back(message["body"]["type"] == "init" ? "init" : message["body"]["number"].dump());
  }
  return all;
}

TEST(Run, GivesTenMessagesThatWereSentToADeadNodeToItsNextLifeOnceItIsReady) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.play(kSecond);
  scenario.inject(kill_nodes({1}));
  gossip(scenario, 11);
  EXPECT_EQ(scenario.run.results(find_checker("echo")->check).network.lost, 1U);
  scenario.inject(start_nodes({1}));
  ASSERT_EQ(scenario.cluster.deliveries.size(), 1U) << "only its init, as it has not answered that yet";
  scenario.seen.clear();
  scenario.answer_all();
  for (const Json& message : scenario.seen) {
    EXPECT_LE(message["id"], scenario.seen[0]["id"]) << "it is older than the node's life";
  }
  EXPECT_EQ(seen(scenario), (std::vector<std::string>{"init", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
  EXPECT_EQ(scenario.results().network.lost, 1U);
}

TEST(Run, GivesANodeThatStartsWhatIsSentToItMeanwhileAtOnce) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.play(kSecond);
  scenario.inject(kill_nodes({1}));
  gossip(scenario, 1);
  scenario.inject(start_nodes({1}));
  scenario.say(0, "n1", {{"type", "gossip"}, {"number", "new"}});
  scenario.seen.clear();
  scenario.answer_all();
  EXPECT_EQ(seen(scenario), (std::vector<std::string>{"init", "\"new\"", "0"}));
}

TEST(Run, KeepsItsQueueForANodeThatIsKilledAgainBeforeItIsReady) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.play(kSecond);
  scenario.seen.clear();
  scenario.inject(kill_nodes({1}));
  gossip(scenario, 1);
  scenario.inject(start_nodes({1}));
  scenario.cluster.deliveries.clear();  // the init is lost with it
  scenario.inject(kill_nodes({1}));
  scenario.inject(start_nodes({1}));
  scenario.answer_all();
  EXPECT_EQ(seen(scenario), (std::vector<std::string>{"init", "0"}));
}

TEST(Run, DoesNotDeliverThroughAPartitionWhatHasWaitedForANode) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.play(kSecond);
  scenario.seen.clear();
  scenario.inject(kill_nodes({1}));
  scenario.say(0, "n1", {{"type", "gossip"}, {"number", 0}});
  scenario.say(2, "n1", {{"type", "gossip"}, {"number", 2}});
  scenario.inject(isolate_nodes({0}, 3));
  scenario.inject(start_nodes({1}));
  scenario.answer_all();
  EXPECT_EQ(seen(scenario), (std::vector<std::string>{"init", "2"}));
  EXPECT_EQ(scenario.run.results(find_checker("echo")->check).network.lost, 1U);
}

TEST(Run, CountsWhatIsUnderWayWhenANodeGoesDownAndKeepsItsLatency) {
  auto plan = quiet_plan();
  plan.latency = {LatencyDistribution::kConstant, 300 * kMillisecond};
  Scenario scenario(plan, good_node);
  scenario.play(kSecond);
  scenario.seen.clear();
  scenario.now = kSecond;
  gossip(scenario, 12);
  scenario.inject(kill_nodes({1}));
  gossip(scenario, 1);
  EXPECT_EQ(scenario.run.results(find_checker("echo")->check).network.lost, 1U) << "12 wait already";
  scenario.now += 100 * kMillisecond;
  scenario.inject(start_nodes({1}));
  scenario.answer_all();
  EXPECT_EQ(scenario.run.results(find_checker("echo")->check).network.lost, 3U) << "10 of them are put back";
  scenario.play(1299 * kMillisecond);
  EXPECT_EQ(seen(scenario), std::vector<std::string>{"init"});
  scenario.play(1300 * kMillisecond);
  EXPECT_EQ(seen(scenario), (std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
}

TEST(Run, GivesAPausedNodeTenMessagesWhenItGoesOn) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.play(kSecond);
  scenario.seen.clear();
  scenario.inject(pause_nodes({1}));
  gossip(scenario, 11);
  EXPECT_TRUE(scenario.cluster.deliveries.empty());
  EXPECT_EQ(scenario.run.results(find_checker("echo")->check).network.lost, 1U);
  scenario.inject(resume_nodes({1}));
  scenario.answer_all();
  EXPECT_EQ(seen(scenario), (std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
  gossip(scenario, 11);
  scenario.answer_all();
  EXPECT_EQ(seen(scenario).size(), 11U) << "the queue of a node that is up has no bound";
}

TEST(Run, GivesNothingOldToANodeThatIsPausedBeforeItIsReady) {
  Scenario scenario(quiet_plan(), good_node);
  scenario.play(kSecond);
  scenario.inject(kill_nodes({1}));
  gossip(scenario, 1);
  scenario.inject(start_nodes({1}));
  scenario.inject(pause_nodes({1}));
  scenario.inject(resume_nodes({1}));
  EXPECT_EQ(scenario.cluster.deliveries.size(), 1U);
  scenario.seen.clear();
  scenario.inject(pause_nodes({1}));
  scenario.answer_all();  // it had answered when it was paused
  EXPECT_EQ(seen(scenario), std::vector<std::string>{"init"});
  scenario.inject(resume_nodes({1}));
  scenario.answer_all();
  EXPECT_EQ(seen(scenario), std::vector<std::string>{"0"});
}

TEST(Run, TakesTheAnswerOfANodesNextLifeWhileTheClientWaits) {
  Scenario scenario(echo_plan(), good_node);
  scenario.play(kSecond);
  scenario.inject(kill_nodes({1}));
  scenario.play(1500 * kMillisecond);
  scenario.inject(start_nodes({1}));
  const Results results = scenario.results();
  EXPECT_EQ(results.valid, Validity::kTrue) << joined(results.reasons);
  EXPECT_EQ(results.counts.ok, results.counts.invoked);
}

// It ends Maelstrom's thread that reads the node's stdout.
TEST(Run, CatchesTheAnswerOfANodesNextLifeToAClientThatHasVanished) {
  auto plan = echo_plan();
  plan.time_limit = 10 * kSecond;
  Scenario scenario(plan, good_node);
  scenario.play(kSecond);
  scenario.inject(kill_nodes({1}));
  scenario.play(7 * kSecond);
  scenario.inject(start_nodes({1}));
  expect_reason(scenario.results(), "node n1: late reply to a client that no longer exists, c");
}

TEST(Run, MakesNoRequestsAtRateZero) {
  auto plan = echo_plan();
  plan.rate = 0;
  Scenario scenario(plan, good_node);
  const Results results = scenario.results();
  EXPECT_EQ(results.counts.invoked, 0U);
  EXPECT_EQ(results.valid, Validity::kUnknown);
  EXPECT_NE(joined(results.reasons).find("use a higher --rate"), std::string::npos) << joined(results.reasons);
}

TEST(Run, AScriptMayDoWithoutRequests) {
  Scenario scenario(quiet_plan(), good_node);
  EXPECT_EQ(scenario.results().valid, Validity::kTrue);
}

}  // namespace
}  // namespace maelstrom::conformance
