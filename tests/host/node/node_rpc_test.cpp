#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "node_fixture.hpp"

namespace maelstrom::tests {
namespace {

constexpr std::string_view kRead = R"({"type":"read"})";

class NodeRpc : public NodeFixture {
 protected:
  // One rpc: its outcome, and the action of its completion.
  struct Call {
    std::vector<maelstrom_status> completions;
    std::string reply;  // the body of the reply
    maelstrom_rpc handle = 0;
    std::function<void()> then;
  };

  // A call that outlives the node, which completes outstanding calls when it stops.
  Call& new_call() { return calls_.emplace_back(); }

  maelstrom_status rpc(Call& call, std::string_view dest = "n2", std::int64_t timeout_ns = kSecond) {
    return plugin.host->rpc(plugin.host, slice(dest), slice(kRead), timeout_ns, completed, &call, &call.handle);
  }

  static void completed(void* user, maelstrom_status status, const maelstrom_message* reply) {
    Call& call = *static_cast<Call*>(user);
    call.completions.push_back(status);
    EXPECT_EQ(reply != nullptr, status == MAELSTROM_OK);
    if (reply != nullptr) {
      call.reply = text_of(reply->body);
      EXPECT_EQ(reply->request, 0U);
      EXPECT_NE(reply->flags & MAELSTROM_HAS_IN_REPLY_TO, 0U);
    }
    if (call.then) {
      call.then();
    }
  }

  static std::string read_ok(std::string_view in_reply_to) {
    return R"("type":"read_ok","in_reply_to":)" + std::string(in_reply_to);
  }

  using Statuses = std::vector<maelstrom_status>;

 private:
  std::deque<Call> calls_;
};

TEST_F(NodeRpc, BeginsAnywhereSoThatAReplyToAnEarlierLifeIsNotItsOwn) {
  platform.random = 0x12;
  start();
  hear();
  Call& call = new_call();
  ASSERT_EQ(rpc(call), MAELSTROM_OK);
  EXPECT_EQ(call.handle, 0x12121213U);
  EXPECT_EQ(said(), R"({"src":"n1","dest":"n2","body":{"msg_id":)" + std::to_string(call.handle) +
                        R"(,"type":"read"}})" + "\n");
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(call.completions, Statuses());
  say(line_from("n2", read_ok(std::to_string(call.handle))));
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_OK});
  Call& next = new_call();
  ASSERT_EQ(rpc(next), MAELSTROM_OK);
  EXPECT_EQ(next.handle, call.handle + 1);
  said();
}

TEST_F(NodeRpc, HasRpcsWithoutRandomness) {
  platform.has_randomness = false;
  start();
  Call& call = new_call();
  EXPECT_EQ(rpc(call), MAELSTROM_OK);
  EXPECT_EQ(call.handle, 1U);
}

TEST_F(NodeRpc, SendsARequestAndCompletesWithTheReply) {
  start();
  hear();
  Call& call = new_call();
  ASSERT_EQ(rpc(call), MAELSTROM_OK);
  EXPECT_NE(call.handle, 0U);
  EXPECT_EQ(said(), R"({"src":"n1","dest":"n2","body":{"msg_id":1,"type":"read"}})"
                    "\n");
  EXPECT_EQ(call.completions, Statuses{});
  EXPECT_EQ(say(line_from("n2", read_ok("1"))), "");
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_OK});
  EXPECT_EQ(call.reply, R"({"type":"read_ok","in_reply_to":1})");
  pass(10 * kSecond);
  EXPECT_EQ(call.completions.size(), 1U);
}

TEST_F(NodeRpc, GivesEveryRequestItsOwnMsgId) {
  start();
  hear();
  Call& first = new_call();
  Call& second = new_call();
  rpc(first);
  rpc(second, "lin-kv");
  EXPECT_EQ(said(),
            "{\"src\":\"n1\",\"dest\":\"n2\",\"body\":{\"msg_id\":1,\"type\":\"read\"}}\n"
            "{\"src\":\"n1\",\"dest\":\"lin-kv\",\"body\":{\"msg_id\":2,\"type\":\"read\"}}\n");
  EXPECT_NE(first.handle, second.handle);
  say(line_from("lin-kv", R"("type":"read_ok","value":7,"in_reply_to":2)"));
  EXPECT_EQ(first.completions, Statuses{});
  EXPECT_EQ(second.completions, Statuses{MAELSTROM_OK});
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(first.completions, Statuses{MAELSTROM_OK});
}

TEST_F(NodeRpc, CompletesWithAnErrorReplyAsWithAnyOther) {
  start();
  hear();
  Call& call = new_call();
  rpc(call, "lin-kv");
  say(line_from("lin-kv", R"("type":"error","code":20,"text":"no key","in_reply_to":1)"));
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_OK});
  EXPECT_EQ(call.reply, R"({"type":"error","code":20,"text":"no key","in_reply_to":1})");
}

TEST_F(NodeRpc, GivesTheFieldsOfTheReplyInItsCompletion) {
  start();
  hear();
  Call& call = new_call();
  rpc(call);
  std::string value;
  call.then = [&] {
    maelstrom_slice bytes = {};
    EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("value"), &bytes), MAELSTROM_OK);
    value = text_of(bytes);
  };
  say(line_from("n2", R"("type":"read_ok","value":1e400,"in_reply_to":1)"));
  EXPECT_EQ(value, "1e400");
  maelstrom_slice bytes = {};
  EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("value"), &bytes), MAELSTROM_E_STATE);
}

TEST_F(NodeRpc, TimesOut) {
  start();
  hear();
  Call& call = new_call();
  rpc(call);
  EXPECT_EQ(node->next_due(), platform.now + kSecond);
  pass(kSecond - 1);
  EXPECT_EQ(call.completions, Statuses{});
  pass(1);
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_E_TIMEOUT});
  pass(10 * kSecond);
  EXPECT_EQ(call.completions.size(), 1U);
  EXPECT_EQ(node->next_due(), std::nullopt);
}

TEST_F(NodeRpc, DropsALateReply) {
  start();
  hear();
  Call& call = new_call();
  rpc(call);
  pass(kSecond);
  platform.level = MAELSTROM_LOG_DEBUG;
  EXPECT_EQ(say(line_from("n2", read_ok("1"))), "");
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_E_TIMEOUT});
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_DEBUG, {R"(dropped a reply from "n2" to msg_id 1)"}), 1U)
      << platform.log_text();
}

TEST_F(NodeRpc, DropsASecondReply) {
  start();
  hear();
  Call& call = new_call();
  rpc(call);
  say(line_from("n2", read_ok("1")));
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_OK});
}

TEST_F(NodeRpc, DropsTheReplyOfAnotherNode) {
  start();
  hear();
  Call& call = new_call();
  rpc(call);
  say(line_from("n3", read_ok("1")));
  EXPECT_EQ(call.completions, Statuses{});
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_OK});
}

TEST_F(NodeRpc, NeverCompletesAnRpcThatWasNotAccepted) {
  start();
  hear();
  Call& call = new_call();
  EXPECT_EQ(rpc(call, "nobody"), MAELSTROM_E_DESTINATION);
  EXPECT_EQ(rpc(call, "n2", 0), MAELSTROM_E_INVALID);
  EXPECT_EQ(rpc(call, "n2", -1), MAELSTROM_E_INVALID);
  EXPECT_EQ(plugin.host->rpc(plugin.host, slice("n2"), slice("{}"), 1, completed, &call, nullptr), MAELSTROM_E_BODY);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(call.handle, 0U);
  pass(100 * kSecond);
  node->stop();
  EXPECT_EQ(call.completions, Statuses{});
}

TEST_F(NodeRpc, NeedsNoHandle) {
  start();
  hear();
  Call& call = new_call();
  EXPECT_EQ(plugin.host->rpc(plugin.host, slice("n2"), slice(kRead), kSecond, completed, &call, nullptr), MAELSTROM_OK);
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_OK});
}

TEST_F(NodeRpc, TakesATimeoutBeyondAllTime) {
  start();
  hear();
  Call& call = new_call();
  EXPECT_EQ(rpc(call, "n2", INT64_MAX), MAELSTROM_OK);
  pass(1'000'000 * kSecond);
  EXPECT_EQ(call.completions, Statuses{});
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_OK});
}

TEST_F(NodeRpc, CompletesACancelledOneSoonAndNotInside) {
  start();
  hear();
  Call& call = new_call();
  rpc(call);
  EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, call.handle), MAELSTROM_OK);
  EXPECT_EQ(call.completions, Statuses{});
  ASSERT_TRUE(node->next_due().has_value());
  EXPECT_LE(*node->next_due(), platform.now);
  pass(0);
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_E_CANCELLED});
  pass(10 * kSecond);
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(call.completions.size(), 1U);
}

TEST_F(NodeRpc, CancelsOnlyWhatIsOutstanding) {
  start();
  hear();
  Call& call = new_call();
  EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, 0), MAELSTROM_E_UNKNOWN);
  EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, 1), MAELSTROM_E_UNKNOWN);
  rpc(call);
  EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, call.handle), MAELSTROM_OK);
  EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, call.handle), MAELSTROM_E_UNKNOWN);
  Call& answered = new_call();
  rpc(answered);
  say(line_from("n2", read_ok("2")));
  EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, answered.handle), MAELSTROM_E_UNKNOWN);
  EXPECT_EQ(plugin.last_error(), "there is no such rpc, or it has completed");
}

TEST_F(NodeRpc, PrefersTheCancellationToAReplyThatComesBeforeItsCompletion) {
  start();
  hear();
  Call& call = new_call();
  rpc(call);
  plugin.host->cancel_rpc(plugin.host, call.handle);
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(call.completions, Statuses{});
  pass(2 * kSecond);
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_E_CANCELLED});
}

TEST_F(NodeRpc, IsCompletedBeforeItsCompletionRuns) {
  start();
  hear();
  Call& call = new_call();
  rpc(call);
  call.then = [&] { EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, call.handle), MAELSTROM_E_UNKNOWN); };
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_OK});
}

TEST_F(NodeRpc, CancelsAnotherInsideACompletion) {
  start();
  hear();
  Call& first = new_call();
  Call& second = new_call();
  rpc(first);
  rpc(second);
  first.then = [&] { EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, second.handle), MAELSTROM_OK); };
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(second.completions, Statuses{});
  pass(0);
  EXPECT_EQ(second.completions, Statuses{MAELSTROM_E_CANCELLED});
}

TEST_F(NodeRpc, CancelsAnotherThatTimesOutInTheSameMoment) {
  start();
  hear();
  Call& first = new_call();
  Call& second = new_call();
  rpc(first);
  rpc(second);
  first.then = [&] { EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, second.handle), MAELSTROM_OK); };
  pass(kSecond);
  EXPECT_EQ(first.completions, Statuses{MAELSTROM_E_TIMEOUT});
  pass(0);
  EXPECT_EQ(second.completions, Statuses{MAELSTROM_E_CANCELLED});
}

TEST_F(NodeRpc, SendsTheNextInsideACompletion) {
  start();
  hear();
  Call& first = new_call();
  Call& second = new_call();
  rpc(first);
  said();
  first.then = [&] { EXPECT_EQ(rpc(second, "n3"), MAELSTROM_OK); };
  EXPECT_EQ(say(line_from("n2", read_ok("1"))), R"({"src":"n1","dest":"n3","body":{"msg_id":2,"type":"read"}})"
                                                "\n");
  say(line_from("n3", read_ok("2")));
  EXPECT_EQ(second.completions, Statuses{MAELSTROM_OK});
}

TEST_F(NodeRpc, IsRegisteredBeforeAReplyCanCome) {
  start();
  hear();
  Call& call = new_call();
  plugin.on_message = [&](const maelstrom_message&) {
    return rpc(call, "n1");
  };  // to itself, so that the reply is next
  say(line_from("c1", R"("type":"ask","msg_id":5)"));
  EXPECT_EQ(call.completions, Statuses{});
  say(line_from("n1", read_ok("1")));
  EXPECT_EQ(call.completions, Statuses{MAELSTROM_OK});
}

TEST_F(NodeRpc, AnswersARequestFromItsCompletion) {
  start();
  hear();
  Call& call = new_call();
  maelstrom_request request = 0;
  plugin.on_message = [&](const maelstrom_message& message) {
    request = message.request;
    return rpc(call);
  };
  say(line_from("c1", R"("type":"ask","msg_id":5)"));
  call.then = [&] { EXPECT_EQ(plugin.reply(request, R"({"type":"ok"})"), MAELSTROM_OK); };
  EXPECT_EQ(say(line_from("n2", read_ok("1"))), R"({"src":"n1","dest":"c1","body":{"in_reply_to":5,"type":"ok"}})"
                                                "\n");
}

TEST_F(NodeRpc, CancelsWhatIsOutstandingWhenItStops) {
  start();
  hear();
  Call& first = new_call();
  Call& second = new_call();
  Call& cancelled = new_call();
  rpc(first);
  rpc(second);
  rpc(cancelled);
  plugin.host->cancel_rpc(plugin.host, cancelled.handle);
  bool stopped = false;
  plugin.on_stop = [&] { stopped = true; };
  first.then = [&] {
    EXPECT_TRUE(stopped);
    EXPECT_EQ(plugin.host->cancel_rpc(plugin.host, second.handle), MAELSTROM_OK);
    Call third;
    EXPECT_EQ(rpc(third), MAELSTROM_E_STATE);
  };
  node->stop();
  EXPECT_EQ(first.completions, Statuses{MAELSTROM_E_CANCELLED});
  EXPECT_EQ(second.completions, Statuses{MAELSTROM_E_CANCELLED});
  EXPECT_EQ(cancelled.completions, Statuses{MAELSTROM_E_CANCELLED});
  pass(10 * kSecond);
  node.reset();
  EXPECT_EQ(first.completions.size() + second.completions.size() + cancelled.completions.size(), 3U);
}

TEST_F(NodeRpc, LivesOnWhenACompletionThrows) {
  start();
  hear();
  Call& call = new_call();
  rpc(call);
  call.then = [] { throw std::runtime_error("in the completion"); };
  say(line_from("n2", read_ok("1")));
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"in the completion"}), 1U) << platform.log_text();
  maelstrom_slice value = {};
  EXPECT_EQ(plugin.host->raw_field(plugin.host, slice("type"), &value), MAELSTROM_E_STATE);
  Call& next = new_call();
  EXPECT_EQ(rpc(next), MAELSTROM_OK);
}

// Every accepted rpc completes once, whatever the events and their order.
TEST_F(NodeRpc, CompletesEachExactlyOnceUnderRandomUse) {
  start();
  hear();
  std::mt19937 random(31);
  std::deque<Call> calls;
  for (int step = 0; step < 5000; ++step) {
    switch (random() % 4) {
      case 0:
        ASSERT_EQ(rpc(calls.emplace_back(), "n2", 1 + static_cast<std::int64_t>(random() % 100)), MAELSTROM_OK);
        break;
      case 1:
        say(line_from("n2", read_ok(std::to_string(1 + random() % (calls.size() + 1)))));
        break;
      case 2:
        plugin.host->cancel_rpc(plugin.host, 1 + random() % (calls.size() + 1));
        break;
      default:
        pass(static_cast<std::int64_t>(random() % 20));
    }
  }
  node->stop();
  std::map<maelstrom_status, int> seen;
  for (const Call& call : calls) {
    ASSERT_EQ(call.completions.size(), 1U);
    ++seen[call.completions.front()];
  }
  EXPECT_GT(calls.size(), 1000U);
  EXPECT_EQ(seen.size(), 3U);  // replies, timeouts and cancellations all occurred
}

}  // namespace
}  // namespace maelstrom::tests
