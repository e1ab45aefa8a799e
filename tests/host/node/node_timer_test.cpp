#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "node_fixture.hpp"

namespace maelstrom::tests {
namespace {

class NodeTimer : public NodeFixture {
 protected:
  using Action = std::function<void()>;

  maelstrom_status after(std::int64_t delay_ns, Action& action, maelstrom_timer* timer = nullptr) {
    return plugin.host->after(plugin.host, delay_ns, run, &action, timer);
  }

  static void run(void* user) { (*static_cast<Action*>(user))(); }
};

TEST_F(NodeTimer, RunsWhenItIsDueAndOnce) {
  start();
  int runs = 0;
  Action count = [&runs] { ++runs; };
  ASSERT_EQ(after(kSecond, count), MAELSTROM_OK);
  EXPECT_EQ(node->next_due(), platform.now + kSecond);
  pass(kSecond - 1);
  EXPECT_EQ(runs, 0);
  pass(1);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(node->next_due(), std::nullopt);
  pass(10 * kSecond);
  EXPECT_EQ(runs, 1);
}

TEST_F(NodeTimer, RunsInTheOrderOfTimeThenOfMaking) {
  start();
  std::string order;
  Action a = [&order] { order += 'a'; };
  Action b = [&order] { order += 'b'; };
  Action c = [&order] { order += 'c'; };
  Action d = [&order] { order += 'd'; };
  after(30, a);
  after(10, b);
  after(20, c);
  after(10, d);
  pass(100);
  EXPECT_EQ(order, "bdca");
}

TEST_F(NodeTimer, TellsThePlatformBeforeItRuns) {
  start();
  hear();
  std::size_t told = 0;
  Action look = [this, &told] { told = platform.timers.size(); };
  maelstrom_timer timer = 0;
  maelstrom_timer cancelled = 0;
  after(20, look, &timer);
  after(10, look, &cancelled);
  plugin.host->cancel(plugin.host, cancelled);
  maelstrom_rpc rpc = 0;
  const auto ignore = [](void*, maelstrom_status, const maelstrom_message*) {};
  plugin.host->rpc(plugin.host, slice("n2"), slice(R"({"type":"ask"})"), 30, ignore, nullptr, &rpc);
  pass(25);
  EXPECT_EQ(told, 1U);
  pass(5);
  ASSERT_EQ(platform.timers.size(), 2U);
  EXPECT_EQ(platform.timers[0], std::pair(timer, maelstrom_rpc{0}));
  EXPECT_EQ(platform.timers[1].second, rpc);
}

TEST_F(NodeTimer, DoesNotRunOneOfNoDelayInside) {
  start();
  int runs = 0;
  Action count = [&runs] { ++runs; };
  ASSERT_EQ(after(0, count), MAELSTROM_OK);
  EXPECT_EQ(runs, 0);
  ASSERT_TRUE(node->next_due().has_value());
  EXPECT_LE(*node->next_due(), platform.now);
  pass(0);
  EXPECT_EQ(runs, 1);
}

TEST_F(NodeTimer, RearmsWithoutStarvingTheLoop) {
  start();
  int runs = 0;
  Action again = [&] {
    ++runs;
    after(0, again);
  };
  after(0, again);
  pass(0);
  EXPECT_EQ(runs, 1);
  pass(0);
  EXPECT_EQ(runs, 2);
  pass(5 * kSecond);
  EXPECT_EQ(runs, 3);
}

TEST_F(NodeTimer, DoesNotRunWhatIsCancelled) {
  start();
  int runs = 0;
  Action count = [&runs] { ++runs; };
  maelstrom_timer timer = 0;
  after(kSecond, count, &timer);
  EXPECT_NE(timer, 0U);
  EXPECT_EQ(plugin.host->cancel(plugin.host, timer), MAELSTROM_OK);
  EXPECT_EQ(node->next_due(), std::nullopt);
  pass(2 * kSecond);
  EXPECT_EQ(runs, 0);
}

TEST_F(NodeTimer, CancelsOnlyWhatWaits) {
  start();
  Action nothing = [] {};
  maelstrom_timer timer = 0;
  EXPECT_EQ(plugin.host->cancel(plugin.host, 0), MAELSTROM_E_UNKNOWN);
  after(1, nothing, &timer);
  pass(1);
  EXPECT_EQ(plugin.host->cancel(plugin.host, timer), MAELSTROM_E_UNKNOWN);
  EXPECT_EQ(plugin.last_error(), "there is no such timer, or it has run");
  after(1, nothing, &timer);
  EXPECT_EQ(plugin.host->cancel(plugin.host, timer), MAELSTROM_OK);
  EXPECT_EQ(plugin.host->cancel(plugin.host, timer), MAELSTROM_E_UNKNOWN);
}

TEST_F(NodeTimer, CancelsAnotherThatIsDueInTheSameMoment) {
  start();
  int runs = 0;
  maelstrom_timer second = 0;
  Action cancel = [&] { EXPECT_EQ(plugin.host->cancel(plugin.host, second), MAELSTROM_OK); };
  Action count = [&runs] { ++runs; };
  after(1, cancel);
  after(1, count, &second);
  pass(1);
  EXPECT_EQ(runs, 0);
}

// The timeout of an rpc is not a timer of the plugin, although both wait in one queue.
TEST_F(NodeTimer, CannotCancelTheTimeoutOfAnRpc) {
  start();
  hear();
  int completions = 0;
  ASSERT_EQ(plugin.host->rpc(
                plugin.host, slice("n2"), slice(R"({"type":"read"})"), kSecond,
                [](void* user, maelstrom_status status, const maelstrom_message*) {
                  EXPECT_EQ(status, MAELSTROM_E_TIMEOUT);
                  ++*static_cast<int*>(user);
                },
                &completions, nullptr),
            MAELSTROM_OK);
  for (maelstrom_timer timer = 0; timer < 10; ++timer) {
    EXPECT_EQ(plugin.host->cancel(plugin.host, timer), MAELSTROM_E_UNKNOWN);
  }
  pass(kSecond);
  EXPECT_EQ(completions, 1);
}

TEST_F(NodeTimer, RefusesANegativeDelay) {
  start();
  Action nothing = [] {};
  EXPECT_EQ(after(-1, nothing), MAELSTROM_E_INVALID);
  EXPECT_EQ(plugin.last_error(), "the delay of a timer must not be negative");
  EXPECT_EQ(node->next_due(), std::nullopt);
}

TEST_F(NodeTimer, TakesADelayBeyondAllTime) {
  start();
  int runs = 0;
  Action count = [&runs] { ++runs; };
  EXPECT_EQ(after(INT64_MAX, count), MAELSTROM_OK);
  pass(1'000'000 * kSecond);
  EXPECT_EQ(runs, 0);
}

TEST_F(NodeTimer, RunsOneThatWasMadeInCreate) {
  int runs = 0;
  Action count = [&runs] { ++runs; };
  plugin.on_create = [&] { return after(1, count) == MAELSTROM_OK; };
  make();
  pass(1);
  EXPECT_EQ(runs, 1);
}

TEST_F(NodeTimer, LivesOnWhenACallbackThrows) {
  start();
  int runs = 0;
  Action throws = [] { throw std::runtime_error("in the timer"); };
  Action count = [&runs] { ++runs; };
  after(1, throws);
  after(1, count);
  pass(1);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"a timer failed: in the timer"}), 1U) << platform.log_text();
}

TEST_F(NodeTimer, AnswersARequestFromACallback) {
  start();
  Action answer;
  plugin.on_message = [&](const maelstrom_message& message) {
    answer = [this, request = message.request] { plugin.reply(request, R"({"type":"ok"})"); };
    return after(kSecond, answer);
  };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1)")), "");
  EXPECT_EQ(pass(kSecond), R"({"src":"n1","dest":"c1","body":{"in_reply_to":1,"type":"ok"}})"
                           "\n");
}

TEST_F(NodeTimer, DoesNotRunOnceTheNodeStops) {
  start();
  int runs = 0;
  Action count = [&runs] { ++runs; };
  after(0, count);
  plugin.on_stop = [&] { EXPECT_EQ(after(0, count), MAELSTROM_OK); };
  node->stop();
  EXPECT_EQ(after(0, count), MAELSTROM_E_STATE);
  pass(kSecond);
  node.reset();
  EXPECT_EQ(runs, 0);
}

}  // namespace
}  // namespace maelstrom::tests
