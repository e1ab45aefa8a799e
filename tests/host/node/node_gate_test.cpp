#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "node_fixture.hpp"

namespace maelstrom::tests {
namespace {

constexpr std::string_view kOk = R"({"type":"ok"})";

// Which output may leave a node, and until when.
class NodeGate : public NodeFixture {
 protected:
  // Feeds a request from c1 with this msg_id; the plugin does not answer. Returns the request.
  maelstrom_request ask(int msg_id) {
    maelstrom_request request = 0;
    plugin.on_message = [&request](const maelstrom_message& message) {
      request = message.request;
      return MAELSTROM_OK;
    };
    node->receive(line_from("c1", R"("type":"ask","msg_id":)" + std::to_string(msg_id)), platform.now);
    return request;
  }

  static std::string ok_to(int msg_id) {
    return R"({"src":"n1","dest":"c1","body":{"in_reply_to":)" + std::to_string(msg_id) + R"(,"type":"ok"}})" + "\n";
  }
};

TEST_F(NodeGate, SendsToNodesAndServices) {
  start();
  hear();
  std::string expected;
  for (const char* dest : {"n1", "n2", "n3", "lin-kv", "seq-kv", "lww-kv", "lin-tso"}) {
    EXPECT_EQ(plugin.send(dest, kOk), MAELSTROM_OK) << dest;
    expected += R"({"src":"n1","dest":")" + std::string(dest) + R"(","body":{"type":"ok"}})" + "\n";
  }
  EXPECT_EQ(said(), expected);
}

TEST_F(NodeGate, RefusesAnUnknownDestination) {
  start();
  for (const char* dest : {"n4", "N1", "n1 ", "", "c1", "lin-kv2"}) {
    EXPECT_EQ(plugin.send(dest, kOk), MAELSTROM_E_DESTINATION) << dest;
    EXPECT_EQ(plugin.last_error(),
              "it is no node of the cluster, no service, and no client that this node has heard from");
  }
  EXPECT_EQ(said(), "");
  EXPECT_EQ(node->counters().refused, 6U);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"refused a message of plugin scripted to n4: it is no node"}), 1U)
      << platform.log_text();
}

TEST_F(NodeGate, SendsToAClientThatItHasHeardFrom) {
  start();
  EXPECT_EQ(plugin.send("c1", kOk), MAELSTROM_E_DESTINATION);
  say(line_from("c1", R"("type":"ask")"));
  EXPECT_EQ(plugin.send("c1", kOk), MAELSTROM_OK);
  EXPECT_EQ(said(), R"({"src":"n1","dest":"c1","body":{"type":"ok"}})"
                    "\n");
}

TEST_F(NodeGate, RefusesABadBodyWithItsReason) {
  start();
  const std::pair<const char*, const char*> bodies[] = {
      {"{", "the body is not JSON: expected the name of a member at the end"},
      {"[]", "the body is not a JSON object"},
      {"{}", "the body has no type that is a string"},
      {R"({"type":"a","msg_id":1})", "the body has msg_id, which is the host's to set"},
      {R"({"type":"a","in_reply_to":1})", "the body has in_reply_to, which is the host's to set"},
      {"{\"type\":\n\"a\"}", "the body has a line break"}};
  for (const auto& [body, reason] : bodies) {
    EXPECT_EQ(plugin.send("n2", body), MAELSTROM_E_BODY) << body;
    EXPECT_EQ(plugin.last_error().find(reason), 0U) << plugin.last_error();
    EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"refused a message of plugin scripted to n2", reason}), 1U)
        << platform.log_text();
  }
  EXPECT_EQ(said(), "");
  EXPECT_EQ(node->counters().refused, std::size(bodies));
}

TEST_F(NodeGate, LetsARequestBeAnsweredAfterARefusedReply) {
  start();
  const maelstrom_request request = ask(1);
  EXPECT_EQ(plugin.reply(request, "nonsense"), MAELSTROM_E_BODY);
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_OK);
  EXPECT_EQ(said(), ok_to(1));
}

// All other arguments of these calls are valid, so only the null pointer can be the reason.
TEST_F(NodeGate, RefusesNullPointers) {
  start();
  hear();
  const maelstrom_host* const host = plugin.host;
  const maelstrom_slice null = {nullptr, 1};
  const maelstrom_slice ok = slice(kOk);
  const maelstrom_request request = ask(1);
  const auto expect_refused = [&](maelstrom_status status) {
    EXPECT_EQ(status, MAELSTROM_E_INVALID);
    EXPECT_EQ(plugin.last_error(), "an argument is a null pointer");
    EXPECT_EQ(host->cancel(host, 99), MAELSTROM_E_UNKNOWN);  // sets another reason
  };
  const auto completed = [](void*, maelstrom_status, const maelstrom_message*) {};
  expect_refused(host->send(host, null, ok));
  expect_refused(host->send(host, slice("n2"), null));
  expect_refused(host->reply(host, request, null));
  expect_refused(host->reply_error(host, request, 10, null));
  expect_refused(host->rpc(host, null, ok, kSecond, completed, nullptr, nullptr));
  expect_refused(host->rpc(host, slice("n2"), null, kSecond, completed, nullptr, nullptr));
  expect_refused(host->rpc(host, slice("n2"), ok, kSecond, nullptr, nullptr, nullptr));
  expect_refused(host->after(host, kSecond, nullptr, nullptr, nullptr));
  expect_refused(host->post(host, nullptr, nullptr));
  expect_refused(host->random_bytes(host, nullptr, 1));
  expect_refused(host->option(host, slice("key"), nullptr));
  EXPECT_EQ(said(), "");
  EXPECT_EQ(node->counters().refused, 0U);
  EXPECT_EQ(node->next_due(), std::nullopt);
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_OK);
  EXPECT_EQ(said(), ok_to(1));
}

TEST_F(NodeGate, RefusesToSpeakBeforeStart) {
  make();
  EXPECT_EQ(plugin.send("lin-kv", kOk), MAELSTROM_E_STATE);
  EXPECT_EQ(plugin.last_error(), "no message may go out before start");
  EXPECT_EQ(said(), "");
}

TEST_F(NodeGate, SpeaksWhileItStopsAndNotAfterwards) {
  start();
  const maelstrom_request request = ask(1);
  const maelstrom_request other = ask(2);
  plugin.on_stop = [&] {
    EXPECT_EQ(plugin.send("n2", R"({"type":"bye"})"), MAELSTROM_OK);
    EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_OK);
  };
  node->stop();
  EXPECT_EQ(plugin.send("n2", kOk), MAELSTROM_E_STATE);
  EXPECT_EQ(plugin.reply(other, kOk), MAELSTROM_E_STATE);
  EXPECT_EQ(said(), R"({"src":"n1","dest":"n2","body":{"type":"bye"}})"
                    "\n" +
                        ok_to(1));
}

TEST_F(NodeGate, AnswersLongAfterTheMessage) {
  start();
  const maelstrom_request first = ask(1);
  const maelstrom_request second = ask(2);
  EXPECT_EQ(pass(2 * kSecond), "");
  EXPECT_EQ(plugin.reply(second, kOk), MAELSTROM_OK);
  EXPECT_EQ(plugin.reply(first, kOk), MAELSTROM_OK);
  EXPECT_EQ(said(), ok_to(2) + ok_to(1));
}

TEST_F(NodeGate, RefusesASecondReply) {
  start();
  const maelstrom_request request = ask(1);
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_OK);
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_E_ANSWERED);
  EXPECT_EQ(plugin.last_error(), "the request has been answered already");
  EXPECT_EQ(plugin.reply_error(request, MAELSTROM_ERROR_ABORT, "x"), MAELSTROM_E_ANSWERED);
  EXPECT_EQ(said(), ok_to(1));
  EXPECT_EQ(node->counters().refused, 2U);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"refused a reply", "answered already"}), 2U) << platform.log_text();
}

TEST_F(NodeGate, RefusesASecondReplyWhenTheNextRequestIsOpen) {
  start();
  const maelstrom_request first = ask(1);
  EXPECT_EQ(plugin.reply(first, kOk), MAELSTROM_OK);
  ask(2);
  EXPECT_EQ(plugin.reply(first, kOk), MAELSTROM_E_ANSWERED);
  EXPECT_EQ(said(), ok_to(1));
}

TEST_F(NodeGate, RefusesAReplyToARequestThatNeverWas) {
  start();
  const maelstrom_request request = ask(1);
  EXPECT_EQ(plugin.reply(0, kOk), MAELSTROM_E_UNKNOWN);
  EXPECT_EQ(plugin.reply(request + 1, kOk), MAELSTROM_E_UNKNOWN);
  EXPECT_EQ(plugin.last_error(), "there was no such request");
  EXPECT_EQ(said(), "");
}

TEST_F(NodeGate, AnswersUpToTheReplyDeadline) {
  start();
  const maelstrom_request request = ask(1);
  platform.now += 4'500'000'000;
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_OK);
  EXPECT_EQ(said(), ok_to(1));
}

TEST_F(NodeGate, RefusesAReplyPastTheDeadline) {
  start();
  const maelstrom_request request = ask(1);
  platform.now += 4'500'000'001;
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_E_EXPIRED);
  EXPECT_EQ(plugin.last_error(), "the request may be as old as 4.5 s, the reply deadline is 4.5 s");
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_E_EXPIRED);
  EXPECT_EQ(plugin.reply_error(request, MAELSTROM_ERROR_TIMEOUT, "x"), MAELSTROM_E_EXPIRED);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(node->counters().expired, 1U);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"dropped a late reply", "c1", "reply deadline"}), 1U)
      << platform.log_text();
}

// Clients give up and vanish; nodes and services do not, and their rpcs may have any timeout.
TEST_F(NodeGate, AnswersNodesAndServicesHoweverLate) {
  start();
  std::vector<maelstrom_request> requests;
  plugin.on_message = [&requests](const maelstrom_message& message) {
    requests.push_back(message.request);
    return MAELSTROM_OK;
  };
  const std::vector<std::string> peers = {"n2", "n3", "n1", "lin-kv", "seq-kv", "lww-kv", "lin-tso"};
  for (const std::string& peer : peers) {
    say(line_from(peer, R"("type":"ask","msg_id":1)"));
  }
  const maelstrom_request of_client = ask(2);
  platform.now += 1000 * kSecond;
  say(line_from("c2", R"("type":"read","msg_id":1)"));  // a line, so that expired requests are looked for
  EXPECT_EQ(node->counters().expired, 1U);
  EXPECT_EQ(plugin.reply(of_client, kOk), MAELSTROM_E_EXPIRED);
  std::string expected;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    EXPECT_EQ(plugin.reply(requests.at(i), kOk), MAELSTROM_OK) << peers[i];
    expected += R"({"src":"n1","dest":")" + peers[i] + R"(","body":{"in_reply_to":1,"type":"ok"}})" + "\n";
  }
  EXPECT_EQ(said(), expected);
}

TEST_F(NodeGate, AnswersNodesItselfHoweverLate) {
  start();
  node->receive(line_from("n2", R"("type":"other","msg_id":1)"), platform.now - 100 * kSecond);
  EXPECT_NE(said().find("\"code\":10"), std::string::npos);
  EXPECT_EQ(node->counters().expired, 0U);
}

// The sender of init may turn out to be a node, or a node may have sent a message before init.
TEST_F(NodeGate, KnowsANodeThatSpokeBeforeInit) {
  make();
  say(line_from("n2", R"("type":"ask","msg_id":1)"));
  say(line_from("c0", R"("type":"init","msg_id":1,"node_id":"n1","node_ids":["n1","n2","n3"])"));
  maelstrom_request request = 0;
  plugin.on_message = [&request](const maelstrom_message& message) {
    request = message.request;
    return MAELSTROM_OK;
  };
  say(line_from("n2", R"("type":"ask","msg_id":2)"));
  platform.now += 1000 * kSecond;
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_OK);
}

// Requests from peers have no deadline, so their number is limited.
TEST_F(NodeGate, ForgetsTheOldestRequestOfAPeerWhenVeryManyWait) {
  start();
  constexpr std::size_t kMost = std::size_t{1} << 18U;
  maelstrom_request first = 0;
  maelstrom_request second = 0;
  plugin.on_message = [&](const maelstrom_message& message) {
    second = first != 0 && second == 0 ? message.request : second;
    first = first == 0 ? message.request : first;
    return MAELSTROM_OK;
  };
  const std::string line = line_from("n2", R"("type":"ask","msg_id":1)");
  for (std::size_t i = 0; i <= kMost; ++i) {
    node->receive(line, platform.now);
  }
  EXPECT_EQ(plugin.reply(first, kOk), MAELSTROM_E_EXPIRED);
  EXPECT_EQ(plugin.reply(second, kOk), MAELSTROM_OK);
  EXPECT_EQ(node->counters().expired, 1U);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"262144 requests of nodes and services wait", "msg_id 1 from \"n2\""}),
            1U)
      << platform.log_text();
}

TEST_F(NodeGate, CountsTheAgeFromTheArrivalNotFromTheHandling) {
  start();
  plugin.on_message = [this](const maelstrom_message& message) {
    EXPECT_EQ(plugin.reply(message.request, kOk), MAELSTROM_E_EXPIRED);
    return MAELSTROM_OK;
  };
  node->receive(line_from("c1", R"("type":"ask","msg_id":1)"), platform.now - 5 * kSecond);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(plugin.calls.back(), "message");
}

// The request arrived while the loop was busy, at some time in these 6 s.
TEST_F(NodeGate, DoesNotClaimThatARequestWaitedAsLongAsItMayHave) {
  start();
  plugin.on_message = [this](const maelstrom_message& message) {
    EXPECT_EQ(plugin.reply(message.request, kOk), MAELSTROM_E_EXPIRED);
    EXPECT_EQ(plugin.last_error(), "the request may be as old as 6.0 s, the reply deadline is 4.5 s");
    EXPECT_EQ(plugin.reply(message.request, kOk), MAELSTROM_E_EXPIRED);
    EXPECT_EQ(plugin.last_error(),
              "the request may be older than the reply deadline of 4.5 s, or too many requests of other nodes wait");
    return MAELSTROM_OK;
  };
  node->receive(line_from("c1", R"("type":"ask","msg_id":1)"), platform.now - 6 * kSecond);
  EXPECT_EQ(plugin.calls.back(), "message");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"the request is"}), 0U) << platform.log_text();
  plugin.on_message = [](const maelstrom_message& /*message*/) { return MAELSTROM_OK; };
  node->receive(line_from("c1", R"("type":"ask","msg_id":2)"), platform.now - 6 * kSecond);
  say(line_from("c1", R"("type":"read","msg_id":3)"));
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"1 request(s) may have waited longer than", "4.5 s", "msg_id 2"}), 1U)
      << platform.log_text();
}

TEST_F(NodeGate, NeverDropsAReplyWithADeadlineOfZero) {
  host::NodeOptions options;
  options.policy.reply_deadline_ns = 0;
  start(options);
  const maelstrom_request request = ask(1);
  platform.now += 100'000 * kSecond;
  const maelstrom_request later = ask(2);
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_OK);
  EXPECT_EQ(plugin.reply(later, kOk), MAELSTROM_OK);
  EXPECT_EQ(said(), ok_to(1) + ok_to(2));
  EXPECT_EQ(node->counters().expired, 0U);
}

TEST_F(NodeGate, ObservesADeadlineOfItsUsers) {
  host::NodeOptions options;
  options.policy.reply_deadline_ns = kSecond;
  start(options);
  const maelstrom_request request = ask(1);
  platform.now += kSecond + 1;
  EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_E_EXPIRED);
}

TEST_F(NodeGate, ForgetsRequestsThatAreTooOldAndLogsThemOnce) {
  start();
  const maelstrom_request first = ask(1);
  ask(2);
  platform.now += kSecond;
  const maelstrom_request third = ask(3);
  platform.now += 4 * kSecond;
  say(line_from("c2", R"("type":"read","msg_id":1)"));
  EXPECT_EQ(node->counters().expired, 2U);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"2 request(s)", "4.5 s", R"(msg_id 1 from "c1")"}), 1U)
      << platform.log_text();
  say(line_from("c2", R"("type":"read","msg_id":2)"));
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"request(s)"}), 1U) << platform.log_text();
  EXPECT_EQ(plugin.reply(first, kOk), MAELSTROM_E_EXPIRED);
  EXPECT_EQ(node->counters().expired, 2U);
  EXPECT_EQ(plugin.reply(third, kOk), MAELSTROM_OK);
  EXPECT_EQ(said(), ok_to(3));
}

TEST_F(NodeGate, CallsALateReplyExpiredEvenIfItsSlotIsInUseAgain) {
  start();
  const maelstrom_request late = ask(1);
  platform.now += 10 * kSecond;
  for (int msg_id = 2; msg_id < 20; ++msg_id) {
    const maelstrom_request request = ask(msg_id);
    EXPECT_EQ(plugin.reply(request, kOk), MAELSTROM_OK);
  }
  said();
  EXPECT_EQ(plugin.reply(late, kOk), MAELSTROM_E_EXPIRED);
  EXPECT_EQ(said(), "");
}

TEST_F(NodeGate, SurvivesAPluginThatNeverAnswers) {
  start();
  platform.level = MAELSTROM_LOG_ERROR;
  maelstrom_request highest = 0;
  plugin.on_message = [&highest](const maelstrom_message& message) {
    highest = std::max(highest, message.request & 0xFF'FFFF);  // the slot
    return MAELSTROM_OK;
  };
  for (int i = 0; i < 80'000; ++i) {
    platform.now += kSecond / 10;
    say(line_from("c1", R"("type":"ask","msg_id":)" + std::to_string(i)));
  }
  EXPECT_LT(highest, 66'000U);
  EXPECT_GT(node->counters().expired, 79'900U);
}

TEST_F(NodeGate, EscapesTheIdsThatItWrites) {
  make();
  say(R"({"src":"c\"0","dest":"x","body":{"type":"init","msg_id":1,"node_id":"n\"-1\\","node_ids":["n\"-1\\","\u00e9"]}})");
  hear();
  EXPECT_EQ(plugin.send("é", kOk), MAELSTROM_OK);
  EXPECT_EQ(plugin.send("c\"0", kOk), MAELSTROM_OK);
  EXPECT_EQ(said(),
            "{\"src\":\"n\\\"-1\\\\\",\"dest\":\"é\",\"body\":{\"type\":\"ok\"}}\n"
            "{\"src\":\"n\\\"-1\\\\\",\"dest\":\"c\\\"0\",\"body\":{\"type\":\"ok\"}}\n");
}

}  // namespace
}  // namespace maelstrom::tests
