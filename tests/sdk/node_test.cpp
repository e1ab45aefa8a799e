#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/node.hpp>

#include "scripted_workload.hpp"

namespace maelstrom::tests {
namespace {

using namespace std::chrono_literals;

class NodeOfAWorkload : public ScriptedNode {};

TEST_F(NodeOfAWorkload, KnowsWhoIsWho) {
  EXPECT_EQ(self().node_id(), "n1");
  EXPECT_EQ(self().node_ids(), (std::vector<std::string>{"n1", "n2"}));
  EXPECT_EQ(self().peers(), std::vector<std::string>{"n2"});
  for (const char* const service : {"lin-kv", "seq-kv", "lww-kv", "lin-tso"}) {
    EXPECT_TRUE(is_service(service));
  }
  EXPECT_FALSE(is_service("n1"));
  EXPECT_FALSE(is_service("lin-kv2"));
}

TEST_F(NodeOfAWorkload, KnowsNobodyBeforeItStarts) {
  std::vector<std::string> known = {"somebody"};
  std::string id = "something";
  ScriptedWorkload::constructor = [&](Node& self) {
    known = self.peers();
    id = self.node_id();
  };
  const WorkloadNode<ScriptedWorkload> another(kTypes);
  EXPECT_TRUE(known.empty());
  EXPECT_EQ(id, "");
}

TEST_F(NodeOfAWorkload, KnowsItsPeersWhenItStarts) {
  std::vector<std::string> known;
  ScriptedWorkload::starts = [&](Node& self) { known = self.peers(); };
  const WorkloadNode<ScriptedWorkload> another(kTypes);
  EXPECT_EQ(known, std::vector<std::string>{"n2"});
}

TEST_F(NodeOfAWorkload, Sends) {
  JsonWriter writer;
  writer.begin_object().member("type", "x").member("n", 2).end_object();
  self().send("n2", nlohmann::json{{"type", "x"}, {"n", 1}});
  self().send("n2", writer);
  self().send("lin-kv", json_object("type", "x"));
  self().send("n2", "x", {{"n", 4}});
  self().send("n2", "x");
  EXPECT_EQ(node.said(), line_to("n2", R"("n":1,"type":"x")") + line_to("n2", R"("type":"x","n":2)") +
                             line_to("lin-kv", R"("type":"x")") + line_to("n2", R"("type":"x","n":4)") +
                             line_to("n2", R"("type":"x")"));
}

TEST_F(NodeOfAWorkload, SendsNothingToSomebodyWhoDoesNotExist) {
  EXPECT_THROW(self().send("n9", "x"), Refused);
  EXPECT_EQ(node.said(), "");
}

TEST_F(NodeOfAWorkload, BroadcastsToItsPeersAndNotToItself) {
  FakePlatform platform;
  const maelstrom_plugin plugin = plugin_of<ScriptedWorkload>(kTypes);
  host::Node one(plugin, platform, {});
  one.receive(R"({"src":"c0","dest":"b","body":{"type":"init","node_id":"b","node_ids":["c","b","a"]}})", 0);
  one.receive(R"({"src":"c","dest":"b","body":{"type":"nothing_ok","in_reply_to":0}})", 0);  // all nodes are up
  one.lines().clear();
  self().broadcast("gossip", {{"n", 1}});
  self().broadcast(json_object("type", "gossip", "n", 2));
  EXPECT_EQ(one.lines().bytes(), R"({"src":"b","dest":"c","body":{"type":"gossip","n":1}})"
                                 "\n"
                                 R"({"src":"b","dest":"a","body":{"type":"gossip","n":1}})"
                                 "\n"
                                 R"({"src":"b","dest":"c","body":{"type":"gossip","n":2}})"
                                 "\n"
                                 R"({"src":"b","dest":"a","body":{"type":"gossip","n":2}})"
                                 "\n");
}

TEST_F(NodeOfAWorkload, SpawnsTasksAndLogsWhatTheyThrow) {
  self().spawn([text = std::string(100, 'x')]() -> Task<> {
    co_await self().sleep(1s);
    self().send("n2", "x", {{"text", text}});
    throw std::runtime_error("and then?");
  });
  EXPECT_EQ(node.pass(kSecond), line_to("n2", R"("type":"x","text":")" + std::string(100, 'x') + '"'));
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {"the spawned task (node_test.cpp:", ") failed: and then?"}), 1U)
      << node.platform.log_text();
}

TEST_F(NodeOfAWorkload, SpawnsATaskWithACallback) {
  const auto make = [](bool well) -> Task<int> {
    co_await self().sleep(1s);
    if (!well) {
      throw Error(ErrorCode::kAbort, "no");
    }
    co_return 7;
  };
  std::vector<std::string> results;
  const auto note = [&results](Result<int> result) {
    results.push_back(result.ok() ? std::to_string(result.value()) : result.error().what());
  };
  self().spawn(make(true), note);
  self().spawn(make(false), note);
  node.pass(kSecond);
  EXPECT_EQ(results, (std::vector<std::string>{"7", "no"}));
}

TEST_F(NodeOfAWorkload, LogsWhatTheCallbackOfATaskThrows) {
  self().spawn(self().lin_tso().ts(), [](Result<std::int64_t> ts) { static_cast<void>(ts.value()); });
  node.pass(kSecond);
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {"the callback of the spawned task (node_test.cpp:",
                                                       ") failed: no reply from lin-tso"}),
            1U)
      << node.platform.log_text();
}

// An error, not a sign of a stopping node: it must be reported.
TEST_F(NodeOfAWorkload, LogsATaskThatSendsBeforeTheStart) {
  FakePlatform platform;
  ScriptedWorkload::constructor = [](Node& self) {
    self.spawn([&self]() -> Task<> { co_await self.rpc("n2", "ping"); });
  };
  const maelstrom_plugin plugin = plugin_of<ScriptedWorkload>(kTypes);
  const host::Node early(plugin, platform, {});
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"no message may go out before start"}), 1U) << platform.log_text();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"the spawned task (node_test.cpp:", "failed because of a refusal"}),
            1U)
      << platform.log_text();
}

TEST_F(NodeOfAWorkload, TakesNamesAndValuesInTurnWithoutABracedList) {
  const std::vector<int> values = {1, 2};
  self().send("n2", "x", "values", values, "n", 1);
  self().broadcast("x", "values", values);
  EXPECT_EQ(node.said(),
            line_to("n2", R"("type":"x","values":[1,2],"n":1)") + line_to("n2", R"("type":"x","values":[1,2])"));
  await([](Request& request) -> Task<> {
    const Reply reply = co_await self().rpc("n2", "read", "key", "k", "n", 1);  // GCC 12 does not accept braces here
    request.reply("await_ok", "from", reply.src());
  });
  EXPECT_EQ(node.hear("n2", R"("type":"read_ok","in_reply_to":1)"), answer(R"("type":"await_ok","from":"n2")"));
}

TEST_F(NodeOfAWorkload, TakesATimeoutBehindNamesAndValues) {
  for (const bool with_members : {false, true}) {
    std::string end;
    await([&end, with_members](Request&) -> Task<> {
      try {
        with_members ? co_await self().rpc("n2", "read", "key", 1, 200ms) : co_await self().rpc("n2", "read", 200ms);
      } catch (const Error& error) {
        end = error.what();
      }
    });
    node.pass(200'000'000);
    EXPECT_EQ(end, "no reply from n2 within 0.2 s");
  }
}

TEST_F(NodeOfAWorkload, RefusesJsonTextWhereATypeShouldBe) {
  const std::string body = R"({"type":"x"})";
  EXPECT_THROW(self().send("n2", body), std::invalid_argument);
  EXPECT_THROW(self().broadcast(body), std::invalid_argument);
  EXPECT_THROW(self().rpc("n2", body), std::invalid_argument);
  EXPECT_THROW(self().rpc("n2", body, "n", 1), std::invalid_argument);
  EXPECT_EQ(node.said(), "");
}

TEST_F(NodeOfAWorkload, WritesToTheLog) {
  self().log("elected");
  self().log(LogLevel::kWarn, "behind");
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_INFO, {"elected"}), 1U) << node.platform.log_text();
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_WARN, {"behind"}), 1U) << node.platform.log_text();
}

class Forwarding : public ScriptedNode {
 protected:
  // The node's output when it forwards c1's request to n2.
  std::string forwarded() {
    return ask([](Request& request) { self().forward(request, "n2", 2s); }, R"("a":1e400,"b":{"msg_id":3})");
  }
};

TEST_F(Forwarding, SendsARequestOnAndItsReplyBackByteForByte) {
  EXPECT_EQ(forwarded(), line_to("n2", R"("msg_id":1,"type":"ask","a":1e400,"b":{"msg_id":3})"));
  EXPECT_EQ(node.hear("n2", R"("type":"ask_ok","msg_id":9,"in_reply_to":1,"value":[ 1e400 ])"),
            answer(R"("type":"ask_ok","value":[ 1e400 ])"));
}

TEST_F(Forwarding, PassesAnErrorBack) {
  forwarded();
  EXPECT_EQ(node.hear("n2", R"("type":"error","in_reply_to":1,"code":20,"text":"no key")"),
            answer(R"("type":"error","code":20,"text":"no key")"));
  forwarded();
  EXPECT_EQ(node.hear("n2", R"("type":"error","in_reply_to":2,"code":99,"text":"unheard of")"),
            answer(R"("type":"error","code":13,"text":"the protocol has no error 99; workloads' own begin at 1000")"));
}

TEST_F(Forwarding, AnswersWithAnIndefiniteErrorWhenNoReplyComes) {
  forwarded();
  EXPECT_EQ(node.pass(2 * kSecond), answer(R"("type":"error","code":0,"text":"no reply from n2 within 2.0 s")"));
}

TEST_F(Forwarding, SendsOnWhatNobodyWaitsFor) {
  ScriptedWorkload::plain = [](Request& request) { self().forward(request, "n2"); };
  EXPECT_EQ(node.say(R"("type":"ask","x":1)"), line_to("n2", R"("type":"ask","x":1)"));
}

TEST_F(NodeOfAWorkload, MakesAQuorumOfRpcs) {
  await([](Request& request) -> Task<> {
    std::vector<Rpc> asked;
    for (const std::string& id : self().node_ids()) {
      asked.push_back(self().rpc(id, "vote"));
    }
    const std::vector<Reply> votes = co_await quorum(std::move(asked), 1);
    request.reply("await_ok", {{"from", votes.front().src()}});
  });
  EXPECT_EQ(node.hear("n2", R"("type":"vote_ok","in_reply_to":2)"), answer(R"("type":"await_ok","from":"n2")"));
  node.hear("n1", R"("type":"vote_ok","in_reply_to":1)");  // too late, and ignored
  node.pass(kSecond);
}

TEST_F(NodeOfAWorkload, AwaitsSeveralRpcsAtOnce) {
  await([](Request& request) -> Task<> {
    std::vector<Rpc> asked;
    for (const std::string& id : self().node_ids()) {
      asked.push_back(self().rpc(id, "vote"));
    }
    int ok = 0;
    for (const Result<Reply>& reply : co_await when_all(std::move(asked))) {
      ok += reply.ok() ? 1 : 0;
    }
    request.reply("await_ok", {{"ok", ok}});
  });
  EXPECT_EQ(node.hear("n2", R"("type":"vote_ok","in_reply_to":2)"), "");
  EXPECT_EQ(node.pass(kSecond), answer(R"("type":"await_ok","ok":1)"));
}

TEST_F(NodeOfAWorkload, GivesUpWhatItAwaitsAtOnceWhenItStops) {
  std::string end;
  await([&end](Request&) -> Task<> {
    std::vector<Rpc> asked;
    asked.push_back(self().rpc("n2", "vote"));
    asked.push_back(self().rpc("n1", "vote"));
    try {
      co_await when_all(std::move(asked));
    } catch (const Cancelled& cancelled) {
      end = cancelled.what();
    }
  });
  node.node().stop();
  EXPECT_EQ(end, "cancelled, because the node is stopping");
}

}  // namespace
}  // namespace maelstrom::tests
