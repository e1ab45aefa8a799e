#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "node_fixture.hpp"

namespace maelstrom::tests {
namespace {

class NodeInit : public NodeFixture {};

constexpr const char* kInitOk = R"({"src":"n1","dest":"c0","body":{"in_reply_to":1,"type":"init_ok"}})"
                                "\n";

std::string init(const std::string& members) {
  return line_from("c0", R"("type":"init","msg_id":1,)" + members);
}

TEST_F(NodeInit, AnswersOnceThePluginHasStarted) {
  make();
  std::string said_before_start_returned = "not called";
  plugin.on_start = [this, &said_before_start_returned] {
    said_before_start_returned = node->lines().bytes();
    return MAELSTROM_OK;
  };
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":["n1","n2"])")), kInitOk);
  EXPECT_EQ(said_before_start_returned, "");
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create", "start"}));
}

TEST_F(NodeInit, TellsThePluginItsIdAndItsPeersInOrder) {
  make();
  EXPECT_EQ(text_of(plugin.host->node_id(plugin.host)), "");
  EXPECT_EQ(plugin.host->node_count(plugin.host), 0U);
  say(init(R"("node_id":"n1","node_ids":["n3","n1","n2"])"));
  EXPECT_EQ(text_of(plugin.host->node_id(plugin.host)), "n1");
  ASSERT_EQ(plugin.host->node_count(plugin.host), 3U);
  EXPECT_EQ(text_of(plugin.host->node_at(plugin.host, 0)), "n3");
  EXPECT_EQ(text_of(plugin.host->node_at(plugin.host, 1)), "n1");
  EXPECT_EQ(text_of(plugin.host->node_at(plugin.host, 2)), "n2");
  EXPECT_EQ(text_of(plugin.host->node_at(plugin.host, 3)), "");
  EXPECT_EQ(node->id(), "n1");
}

TEST_F(NodeInit, HoldsNoMoreThanAMegabyteUntilTheFirstMessage) {
  start();
  const std::string body = R"({"type":"gossip","text":")" + std::string(100'000, 'x') + "\"}";
  std::size_t accepted = 0;
  while (plugin.send("n2", body) == MAELSTROM_OK) {
    ++accepted;
  }
  EXPECT_EQ(accepted, 11U);
  EXPECT_EQ(plugin.send("n2", R"({"type":"gossip"})"), MAELSTROM_E_RESOURCE);
  EXPECT_EQ(node->counters().refused, 0U) << "it is not the plugin's fault";
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"dropped a message of plugin scripted to n2, and more will be: "}),
            1U);
  const std::string lines = say(line_from("n2", R"("type":"hello_ok","in_reply_to":0)"));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), static_cast<std::ptrdiff_t>(accepted));
  EXPECT_EQ(plugin.send("n2", R"({"type":"gossip"})"), MAELSTROM_OK);
  EXPECT_NE(said(), "");
}

// The peers may not be up yet: under Maelstrom a message to a node that is not up would mute the sender.
TEST_F(NodeInit, HoldsWhatIsSentUntilTheFirstMessage) {
  make();
  plugin.on_start = [this] {
    EXPECT_EQ(plugin.send("n2", R"({"type":"hello"})"), MAELSTROM_OK);
    return MAELSTROM_OK;
  };
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":["n1","n2"])")), kInitOk);
  EXPECT_EQ(plugin.send("lin-kv", R"({"type":"hello"})"), MAELSTROM_OK);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":["n1","n2"])")), kInitOk);
  EXPECT_EQ(say(line_from("n2", R"("type":"hello_ok","in_reply_to":1)")),
            R"({"src":"n1","dest":"n2","body":{"type":"hello"}})"
            "\n"
            R"({"src":"n1","dest":"lin-kv","body":{"type":"hello"}})"
            "\n");
  EXPECT_EQ(plugin.send("n2", R"({"type":"bye"})"), MAELSTROM_OK);
  EXPECT_EQ(said(), R"({"src":"n1","dest":"n2","body":{"type":"bye"}})"
                    "\n");
}

TEST_F(NodeInit, SendsWhatItHoldsWhenItStops) {
  start();
  EXPECT_EQ(plugin.send("n2", R"({"type":"bye"})"), MAELSTROM_OK);
  EXPECT_EQ(said(), "");
  node->stop();
  EXPECT_EQ(said(), R"({"src":"n1","dest":"n2","body":{"type":"bye"}})"
                    "\n");
}

TEST_F(NodeInit, KnowsNothingOfTheClusterAfterAStartThatFailed) {
  make();
  plugin.on_start = [] { return MAELSTROM_E_FAILED; };
  say(init(R"("node_id":"n1","node_ids":["n1","n2"])"));
  EXPECT_EQ(plugin.host->node_count(plugin.host), 0U);
  EXPECT_EQ(text_of(plugin.host->node_id(plugin.host)), "");
  plugin.on_start = nullptr;
  EXPECT_EQ(say(init(R"("node_id":"n7","node_ids":["n7","n8"])")),
            R"({"src":"n7","dest":"c0","body":{"in_reply_to":1,"type":"init_ok"}})"
            "\n");
  EXPECT_EQ(plugin.send("n2", R"({"type":"hello"})"), MAELSTROM_E_DESTINATION);
}

TEST_F(NodeInit, HearsAgainFromWhomItForgotWhenAStartFailed) {
  make();
  say(line_from("n2", R"("type":"hello_ok","in_reply_to":0)"));
  plugin.on_start = [] { return MAELSTROM_E_FAILED; };
  say(init(R"("node_id":"n1","node_ids":["n1","n2"])"));
  plugin.on_start = nullptr;
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":["n1"])")), kInitOk);
  EXPECT_EQ(plugin.send("n2", R"({"type":"hello"})"), MAELSTROM_E_DESTINATION);
  say(line_from("n2", R"("type":"hello_ok","in_reply_to":0)"));
  EXPECT_EQ(plugin.send("n2", R"({"type":"hello"})"), MAELSTROM_OK);
}

TEST_F(NodeInit, AnswersAFailureOfStartWithItsReasonAndSendsNothing) {
  make();
  plugin.on_start = [this] {
    EXPECT_EQ(plugin.send("n2", R"({"type":"hello"})"), MAELSTROM_OK);
    plugin.host->fail(plugin.host, slice("the disk is full"));
    return MAELSTROM_E_FAILED;
  };
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":["n1","n2"])")),
            R"({"src":"n1","dest":"c0","body":{"in_reply_to":1,"type":"error","code":13,"text":"the disk is full"}})"
            "\n");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"start failed: the disk is full"}), 1U) << platform.log_text();
}

TEST_F(NodeInit, CallsStartAgainAfterItFailed) {
  make();
  bool fails = true;
  plugin.on_start = [&fails]() -> maelstrom_status {
    if (fails) {
      throw std::runtime_error("not yet");
    }
    return MAELSTROM_OK;
  };
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":["n1"])")),
            R"({"src":"n1","dest":"c0","body":{"in_reply_to":1,"type":"error","code":13,"text":"not yet"}})"
            "\n");
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":2)")),
            R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"error","code":11,)"
            R"("text":"this node has not been initialized yet"}})"
            "\n");
  fails = false;
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":["n1"])")), kInitOk);
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create", "start", "start"}));
  node->stop();
  EXPECT_EQ(plugin.calls.back(), "stop");
}

TEST_F(NodeInit, DoesNotStopWhatHasNotStarted) {
  make();
  plugin.on_start = [] { return MAELSTROM_E_FAILED; };
  say(init(R"("node_id":"n1")"));
  node.reset();
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create", "start", "destroy"}));
}

TEST_F(NodeInit, KeepsItsIdAndItsStateWhenInitComesAgain) {
  start();
  EXPECT_EQ(say(line_from("c9", R"("type":"init","msg_id":7,"node_id":"other","node_ids":["other"])")),
            R"({"src":"n1","dest":"c9","body":{"in_reply_to":7,"type":"init_ok"}})"
            "\n");
  EXPECT_EQ(node->id(), "n1");
  EXPECT_EQ(plugin.host->node_count(plugin.host), 3U);
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create", "start"}));
}

TEST_F(NodeInit, AcceptsOneTypedByHandWithoutPeers) {
  make();
  EXPECT_EQ(say(init(R"("node_id":"n1")")), kInitOk);
  ASSERT_EQ(plugin.host->node_count(plugin.host), 1U);
  EXPECT_EQ(text_of(plugin.host->node_at(plugin.host, 0)), "n1");
}

TEST_F(NodeInit, CountsItselfAmongItsPeers) {
  make();
  say(init(R"("node_id":"n1","node_ids":["n2"])"));
  ASSERT_EQ(plugin.host->node_count(plugin.host), 2U);
  EXPECT_EQ(text_of(plugin.host->node_at(plugin.host, 1)), "n1");
}

TEST_F(NodeInit, NeedsNoMsgId) {
  make();
  EXPECT_EQ(say(line_from("c0", R"("type":"init","node_id":"n1")")), "");
  EXPECT_EQ(plugin.calls.back(), "start");
}

TEST_F(NodeInit, AnswersAMalformedOneWithError12AndWaitsForTheNext) {
  make();
  const auto error = [](const std::string& text) {
    return R"({"src":"n1","dest":"c0","body":{"in_reply_to":1,"type":"error","code":12,"text":")" + text + "\"}}\n";
  };
  constexpr const char* kNodeId = "node_id must be a string that is not empty";
  constexpr const char* kNodeIds = "node_ids must be an array of strings";
  EXPECT_EQ(say(init(R"("node_ids":["n1"])")), error(kNodeId));
  EXPECT_EQ(say(init(R"("node_id":"")")), error(kNodeId));
  EXPECT_EQ(say(init(R"("node_id":1)")), error(kNodeId));
  EXPECT_EQ(say(init(R"("node_id":null)")), error(kNodeId));
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":"n1")")), error(kNodeIds));
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":{"n1":1})")), error(kNodeIds));
  EXPECT_EQ(say(init(R"("node_id":"n1","node_ids":["n1",2])")), error(kNodeIds));
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"init is malformed"}), 7U) << platform.log_text();
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create"}));
  EXPECT_EQ(say(init(R"("node_id":"n1")")), kInitOk);
}

// A number outside the range of double, in a member that init does not need.
TEST_F(NodeInit, IsNotDisturbedByAMemberItDoesNotNeed) {
  make();
  EXPECT_EQ(say(init(R"("extra":1e400,"node_id":"n1","node_ids":["n1"])")), kInitOk);
}

TEST_F(NodeInit, AnswersRequestsBeforeItWithError11) {
  make();
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":5)")),
            R"({"src":"n1","dest":"c1","body":{"in_reply_to":5,"type":"error","code":11,)"
            R"("text":"this node has not been initialized yet"}})"
            "\n");
  EXPECT_EQ(say(line_from("c1", R"("type":"ask")")), "");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"line 1", "ask", "c1", "before init"}), 1U) << platform.log_text();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"line 2", "before init"}), 1U) << platform.log_text();
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create"}));
}

TEST_F(NodeInit, TakesAnIdOfAnyText) {
  const std::pair<const char*, const char*> ids[] = {
      {R"(a\"b\\c)", "a\"b\\c"}, {"node-1-2", "node-1-2"}, {"nöd€😀", "nöd€😀"}, {R"(t\tn\u0000)", {}}, {" ", " "}};
  for (const auto& [json, text] : ids) {
    make();
    const std::string line = R"({"src":"c0","dest":")" + std::string(json) + R"(","body":{"type":"init","msg_id":1,)" +
                             R"("node_id":")" + json + R"(","node_ids":[")" + json + R"("]}})";
    const std::string said = say(line);
    ASSERT_NE(said, "");
    const auto reply = nlohmann::json::parse(said);
    EXPECT_EQ(reply["src"], nlohmann::json::parse('"' + std::string(json) + '"')) << said;
    EXPECT_EQ(reply["body"]["type"], "init_ok") << said;
    if (text != nullptr) {
      EXPECT_EQ(text_of(plugin.host->node_id(plugin.host)), text);
    } else {
      EXPECT_EQ(text_of(plugin.host->node_id(plugin.host)), std::string("t\tn\0", 4));
    }
  }
}

TEST_F(NodeInit, PutsTheNodesIdInFrontOfEveryLogLine) {
  start();
  platform.level = MAELSTROM_LOG_INFO;
  say("rubbish");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"n1: line 2"}), 1U) << platform.log_text();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_INFO, {"n1: started: plugin scripted 1.2.3, node n1 of n1, n2, n3"}), 1U)
      << platform.log_text();
}

}  // namespace
}  // namespace maelstrom::tests
