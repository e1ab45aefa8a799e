#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "host/loop/system_platform.hpp"
#include "node_fixture.hpp"

namespace maelstrom::tests {
namespace {

// Calls that the plugin's own threads may make.
class NodeThread : public NodeFixture {
 protected:
  static void append(void* user) {
    auto& [list, number] = *static_cast<std::pair<std::vector<int>*, int>*>(user);
    list->push_back(number);
  }
  static void count(void* user) { ++*static_cast<int*>(user); }
};

TEST_F(NodeThread, RunsAPostSoonAndNotInside) {
  start();
  int runs = 0;
  EXPECT_EQ(plugin.host->post(plugin.host, count, &runs), MAELSTROM_OK);
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(platform.wakes, 1);
  ASSERT_TRUE(node->next_due().has_value());
  EXPECT_LE(*node->next_due(), platform.now);
  pass(0);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(node->next_due(), std::nullopt);
  pass(0);
  EXPECT_EQ(runs, 1);
}

TEST_F(NodeThread, RunsPostsInTheirOrder) {
  start();
  std::vector<int> order;
  std::pair<std::vector<int>*, int> posts[] = {{&order, 1}, {&order, 2}, {&order, 3}};
  for (auto& post : posts) {
    plugin.host->post(plugin.host, append, &post);
  }
  pass(0);
  EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST_F(NodeThread, RunsAPostOfAPostInTheNextRound) {
  start();
  struct State {
    const maelstrom_host* host;
    int runs;
  } state = {plugin.host, 0};
  const maelstrom_callback again = [](void* user) {
    auto& s = *static_cast<State*>(user);
    if (++s.runs == 1) {
      s.host->post(
          s.host, [](void* inner) { ++static_cast<State*>(inner)->runs; }, user);
    }
  };
  plugin.host->post(plugin.host, again, &state);
  pass(0);
  EXPECT_EQ(state.runs, 1);
  pass(0);
  EXPECT_EQ(state.runs, 2);
}

TEST_F(NodeThread, RunsPostsOfManyThreadsOnTheLoopThread) {
  start();
  constexpr int kThreads = 4;
  constexpr int kPosts = 1000;
  struct State {
    std::thread::id loop = std::this_thread::get_id();
    int runs = 0;  // not atomic: only the loop thread may touch it
    bool elsewhere = false;
  } state;
  const maelstrom_callback note = [](void* user) {
    auto& s = *static_cast<State*>(user);
    ++s.runs;
    s.elsewhere = s.elsewhere || std::this_thread::get_id() != s.loop;
  };
  std::atomic<int> accepted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kPosts; ++j) {
        accepted += plugin.host->post(plugin.host, note, &state) == MAELSTROM_OK ? 1 : 0;
      }
    });
  }
  while (state.runs < kThreads * kPosts / 2) {
    node->advance();
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  node->advance();
  EXPECT_EQ(accepted, kThreads * kPosts);
  EXPECT_EQ(state.runs, kThreads * kPosts);
  EXPECT_FALSE(state.elsewhere);
}

TEST_F(NodeThread, RunsWhatWasAcceptedAndNoMoreWhenItStops) {
  start();
  int accepted = 0;
  int refused = 0;
  plugin.host->post(plugin.host, count, &accepted);
  plugin.on_stop = [&] {
    EXPECT_EQ(accepted, 0);
    EXPECT_EQ(plugin.host->post(plugin.host, count, &refused), MAELSTROM_E_STATE);
  };
  node->stop();
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(plugin.host->post(plugin.host, count, &refused), MAELSTROM_E_STATE);
  pass(0);
  node.reset();
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(refused, 0);
}

TEST_F(NodeThread, RefusesLoopFunctionsOnAnotherThread) {
  start();
  std::thread([this] {
    const maelstrom_host* const host = plugin.host;
    const maelstrom_slice text = slice(R"({"type":"x"})");
    const maelstrom_callback callback = [](void*) {};
    maelstrom_slice value = {};
    EXPECT_EQ(host->send(host, slice("n2"), text), MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(host->reply(host, 1, text), MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(host->reply_error(host, 1, 10, text), MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(
        host->rpc(
            host, slice("n2"), text, 1, [](void*, maelstrom_status, const maelstrom_message*) {}, nullptr, nullptr),
        MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(host->cancel_rpc(host, 1), MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(host->raw_field(host, slice("x"), &value), MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(host->after(host, 1, callback, nullptr, nullptr), MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(host->cancel(host, 1), MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(host->option(host, slice("x"), &value), MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(host->option_at(host, 0, &value, &value), MAELSTROM_E_WRONG_THREAD);
    EXPECT_EQ(text_of(host->node_id(host)), "");
    EXPECT_EQ(host->node_count(host), 0U);
    EXPECT_EQ(text_of(host->node_at(host, 0)), "");
    EXPECT_EQ(text_of(host->last_error(host)), "it came on another thread; use post to get onto the loop");
    host->fail(host, slice("from elsewhere"));
  }).join();
  EXPECT_EQ(said(), "");
  EXPECT_EQ(node->next_due(), std::nullopt);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"plugin scripted", "on another thread", "use post"}), 11U)
      << platform.log_text();
  plugin.on_message = [](const maelstrom_message&) { return MAELSTROM_E_FAILED; };
  EXPECT_EQ(say(line_from("c1", R"("type":"ask","msg_id":1)")).find("from elsewhere"), std::string::npos);
}

// Every function of the table that any thread may call and that returns a status. Another failure precedes each call,
// so that its text cannot be mistaken for the expected one.
class FailureOnAnyThread : public NodeThread {
 protected:
  void expect_reasons() {
    const maelstrom_host* const host = plugin.host;
    const auto fail_otherwise = [host] {
      ASSERT_LT(host->post(host, nullptr, nullptr), 0);
      ASSERT_EQ(text_of(host->last_error(host)), "an argument is a null pointer");
    };
    unsigned char bytes[3] = {};
    fail_otherwise();
    EXPECT_EQ(host->post(host, count, nullptr), MAELSTROM_E_STATE);
    EXPECT_EQ(text_of(host->last_error(host)), "this node is stopping");
    fail_otherwise();
    EXPECT_EQ(host->random_bytes(host, bytes, sizeof bytes), MAELSTROM_E_RESOURCE);
    EXPECT_EQ(text_of(host->last_error(host)), "the system has no randomness to give");
    EXPECT_EQ(host->random_bytes(host, nullptr, 1), MAELSTROM_E_INVALID);
    EXPECT_EQ(text_of(host->last_error(host)), "an argument is a null pointer");
  }
};

TEST_F(FailureOnAnyThread, SetsTheReasonOnTheLoopThread) {
  start();
  platform.has_randomness = false;
  plugin.on_stop = [this] { expect_reasons(); };
  node->stop();
}

TEST_F(FailureOnAnyThread, SetsTheReasonOnAThreadOfThePlugin) {
  start();
  platform.has_randomness = false;
  ASSERT_LT(plugin.send("n9", "{}"), 0);
  const std::string of_the_loop = plugin.last_error();
  plugin.on_stop = [this] {
    std::thread([this] {
      EXPECT_EQ(plugin.last_error(), "no call has failed");
      expect_reasons();
    }).join();
  };
  node->stop();
  EXPECT_EQ(plugin.last_error(), of_the_loop);  // each thread has its own last error
}

TEST_F(FailureOnAnyThread, DoesNotTakeTheReasonOfAnotherNodeForItsOwn) {
  start();
  std::thread([this] {
    ASSERT_LT(plugin.host->post(plugin.host, nullptr, nullptr), 0);
    ScriptedPlugin other;
    host::Node another(other.descriptor(), platform, {});
    std::thread([&other] { EXPECT_EQ(other.last_error(), "no call has failed"); }).join();
    EXPECT_EQ(plugin.last_error(), "an argument is a null pointer");
  }).join();
}

TEST_F(NodeThread, OffersClocksRandomnessAndTheLogToEveryThread) {
  start();
  platform.random_step = 1;
  std::thread([this] {
    const maelstrom_host* const host = plugin.host;
    unsigned char bytes[3] = {};
    EXPECT_EQ(host->monotonic_clock(host), platform.now);
    EXPECT_EQ(host->wall_clock(host), platform.wall);
    EXPECT_EQ(host->random_bytes(host, bytes, sizeof bytes), MAELSTROM_OK);
    EXPECT_EQ(bytes[2], 2);
    EXPECT_EQ(host->log_level(host), MAELSTROM_LOG_INFO);
    host->log(host, MAELSTROM_LOG_WARN, slice("from a thread"));
    EXPECT_EQ(host->extension(host, "org.example.none"), nullptr);
  }).join();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"n1: plugin scripted: from a thread"}), 1U) << platform.log_text();
}

// The platform's owner removes its wake between the node's stop and the plugin's destroy; the plugin's threads may live
// until destroy.
TEST_F(NodeThread, DoesNotWakeThePlatformOnceItHasStopped) {
  for (int round = 0; round < 20; ++round) {
    host::SystemPlatform system(MAELSTROM_LOG_ERROR);
    static std::atomic<int> wakes;
    wakes = 0;
    system.on_wake([] { ++wakes; });
    int runs = 0;
    std::thread poster;
    plugin.on_destroy = [&poster] { poster.join(); };
    host::Node stopping(plugin.descriptor(), system, {});
    poster = std::thread([this, &runs] {
      while (plugin.host->post(plugin.host, count, &runs) == MAELSTROM_OK) {
      }
    });
    while (wakes == 0) {
      std::this_thread::yield();
    }
    stopping.stop();
    const int wakes_at_stop = wakes;
    system.on_wake(nullptr);
    EXPECT_EQ(wakes, wakes_at_stop);
    EXPECT_GT(runs, 0);
  }
}

}  // namespace
}  // namespace maelstrom::tests
