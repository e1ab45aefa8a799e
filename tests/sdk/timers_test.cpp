#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/timers.hpp>

#include "scripted_workload.hpp"

namespace maelstrom::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMillisecond = kSecond / 1000;

class TimersOfANode : public ScriptedNode {
 protected:
  std::vector<std::string> runs;
};

TEST_F(TimersOfANode, RunOnceAfterTheirDelay) {
  Timer timer = self().after(10ms, [this] { runs.emplace_back("ran"); });
  EXPECT_TRUE(timer.waiting());
  node.pass(10 * kMillisecond - 1);
  EXPECT_TRUE(runs.empty());
  node.pass(1);
  EXPECT_EQ(runs.size(), 1U);
  EXPECT_FALSE(timer.waiting());
  EXPECT_FALSE(timer.cancel());
  node.pass(kSecond);
  EXPECT_EQ(runs.size(), 1U);
}

TEST_F(TimersOfANode, RunInTheOrderOfTheirTimes) {
  self().after(2ms, [this] { runs.emplace_back("second"); });
  self().after(1ms, [this] { runs.emplace_back("first"); });
  self().after(2ms, [this] { runs.emplace_back("third"); });
  node.pass(5 * kMillisecond);
  EXPECT_EQ(runs, (std::vector<std::string>{"first", "second", "third"}));
}

TEST_F(TimersOfANode, MayHaveNoDelayAndRunNotAtOnce) {
  self().after(0ns, [this] { runs.emplace_back("ran"); });
  EXPECT_TRUE(runs.empty());
  node.pass(0);
  EXPECT_EQ(runs.size(), 1U);
}

TEST_F(TimersOfANode, AreCancelled) {
  Timer timer = self().after(10ms, [this, witness = Witness()] { runs.emplace_back("ran"); });
  EXPECT_TRUE(timer.cancel());
  EXPECT_FALSE(timer.cancel());
  EXPECT_FALSE(timer.waiting());
  EXPECT_EQ(Witness::alive(), 0);
  node.pass(kSecond);
  EXPECT_TRUE(runs.empty());
}

TEST_F(TimersOfANode, RepeatUntilTheyAreCancelled) {
  Timer timer = self().every(100ms, [this] { runs.emplace_back("ran"); });
  node.pass(100 * kMillisecond - 1);
  EXPECT_TRUE(runs.empty());
  node.pass(1);
  for (int i = 0; i < 4; ++i) {
    node.pass(100 * kMillisecond);
  }
  EXPECT_EQ(runs.size(), 5U);
  EXPECT_TRUE(timer.waiting());
  EXPECT_TRUE(timer.cancel());
  node.pass(kSecond);
  EXPECT_EQ(runs.size(), 5U);
}

TEST_F(TimersOfANode, DoNotMakeUpForWhatWasMissed) {
  self().every(100ms, [this] { runs.emplace_back("ran"); });
  node.pass(kSecond);
  node.pass(0);
  EXPECT_EQ(runs.size(), 1U);
}

TEST_F(TimersOfANode, AreCancelledByTheirOwnFunction) {
  Timer timer;
  timer = self().every(100ms, [&, witness = Witness()] {
    runs.emplace_back("ran");
    EXPECT_EQ(timer.cancel(), runs.size() == 1);
    EXPECT_EQ(Witness::alive(), 1);  // it is still running
  });
  node.pass(100 * kMillisecond);
  EXPECT_EQ(Witness::alive(), 0);
  node.pass(kSecond);
  EXPECT_EQ(runs.size(), 1U);
}

TEST_F(TimersOfANode, MakeNewOnes) {
  self().after(1ms, [this] { self().after(0ns, [this] { runs.emplace_back("second"); }); });
  node.pass(kMillisecond);
  EXPECT_TRUE(runs.empty());
  node.pass(0);
  EXPECT_EQ(runs.size(), 1U);
}

TEST_F(TimersOfANode, LogWhatTheirFunctionThrowsAndRepeatNevertheless) {
  self().every(100ms, [this] {
    runs.emplace_back("ran");
    throw std::runtime_error("a bug in a timer");
  });
  node.pass(100 * kMillisecond);
  node.pass(100 * kMillisecond);
  EXPECT_EQ(runs.size(), 2U);
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR,
                                 {"the timer every 100 ms (timers_test.cpp:", ") failed: a bug in a timer"}),
            2U)
      << node.platform.log_text();
  EXPECT_EQ(ask([](Request& request) { request.reply("ask_ok"); }), answer(R"("type":"ask_ok")"));
}

TEST_F(TimersOfANode, RunCoroutines) {
  self().every(100ms, [this, text = std::string(100, 'x')]() -> Task<> {
    co_await self().sleep(150ms);
    runs.push_back(text);
  });
  node.pass(100 * kMillisecond);
  node.pass(100 * kMillisecond);
  EXPECT_TRUE(runs.empty());
  node.pass(50 * kMillisecond);
  node.pass(100 * kMillisecond);
  EXPECT_EQ(runs, (std::vector<std::string>{std::string(100, 'x'), std::string(100, 'x')}));
}

TEST_F(TimersOfANode, LogWhatACoroutineThrows) {
  self().after(100ms, []() -> Task<> {
    co_await self().sleep(1ms);
    throw std::runtime_error("later");
  });
  node.pass(100 * kMillisecond);
  node.pass(kMillisecond);
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {"the timer after 100 ms (timers_test.cpp:", ") failed: later"}),
            1U)
      << node.platform.log_text();
}

TEST_F(TimersOfANode, RefuseAnIntervalOrADelayThatIsNone) {
  EXPECT_THROW(self().every(0ns, [] {}), std::invalid_argument);
  EXPECT_THROW(self().after(-1ns, [] {}), Refused);
}

TEST_F(TimersOfANode, AreRefusedWhenTheNodeStops) {
  node.node().stop();
  EXPECT_THROW(self().after(1ms, [witness = Witness()] {}), Refused);
  EXPECT_EQ(Witness::alive(), 0);
}

TEST_F(TimersOfANode, LetACoroutineSleep) {
  await([](Request& request) -> Task<> {
    co_await self().sleep(10ms);
    request.reply("await_ok");
  });
  EXPECT_EQ(node.pass(10 * kMillisecond - 1), "");
  EXPECT_EQ(node.pass(1), answer(R"("type":"await_ok")"));
}

TEST_F(TimersOfANode, ForgetASleeperThatIsDestroyed) {
  std::optional<Task<>> unused;
  std::vector<Task<>> items;
  const auto sleeper = [](std::chrono::nanoseconds delay) -> Task<> { co_await self().sleep(delay); };
  items.push_back(sleeper(10ms));
  items.push_back(sleeper(1h));
  const auto first_of = [&items]() -> Task<> {
    const auto results = co_await when_all(std::move(items));
    static_cast<void>(results);
  };
  {
    detail::TaskSet tasks;
    tasks.spawn(first_of(), detail::MoveOnlyFunction<void(Result<void>)>([](const Result<void>&) {}));
  }
  EXPECT_EQ(node.node().next_due(), std::nullopt);
}

// Timers that a workload starts in its constructor begin with the node.
TEST_F(TimersOfANode, BeginWhenTheNodeStarts) {
  FakePlatform platform;
  std::vector<std::string> ids;
  ScriptedWorkload::constructor = [&ids](Node& self) {
    self.every(100ms, [&ids, &self] { ids.emplace_back(self.node_id()); });
    self.after(10ms, [] { FAIL() << "it has been cancelled"; }).cancel();
    self.spawn([&ids, &self]() -> Task<> {
      co_await self.sleep(150ms);
      ids.emplace_back("slept");
    });
  };
  const maelstrom_plugin plugin = plugin_of<ScriptedWorkload>(kTypes);
  host::Node late(plugin, platform, {});
  platform.now += kSecond;
  late.advance();
  EXPECT_TRUE(ids.empty());
  late.receive(R"({"src":"c0","dest":"n7","body":{"type":"init","node_id":"n7"}})", platform.now);
  late.advance();
  EXPECT_TRUE(ids.empty());
  platform.now += 100 * kMillisecond;
  late.advance();
  platform.now += 50 * kMillisecond;
  late.advance();
  EXPECT_EQ(ids, (std::vector<std::string>{"n7", "slept"}));
}

TEST(TimersOfManyNodes, AreFreedWithTheirNode) {
  ScriptedWorkload::starts = [](Node& self) {
    self.after(1h, [witness = Witness()] {});
    self.every(1h, [witness = Witness()] {});
  };
  static constexpr const char* kTypes[] = {"ask", "await"};
  {
    const WorkloadNode<ScriptedWorkload> node(kTypes);
    EXPECT_EQ(Witness::alive(), 2);
  }
  EXPECT_EQ(Witness::alive(), 0);
  ScriptedWorkload::starts = nullptr;
}

}  // namespace
}  // namespace maelstrom::tests
