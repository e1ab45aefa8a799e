#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/promise.hpp>

#include "scripted_workload.hpp"

namespace maelstrom::tests {
namespace {

using namespace std::chrono_literals;

class PromiseOfANode : public ScriptedNode {
 protected:
  // Starts a coroutine that waits for at most one second, and records the result.
  void wait(const Promise<std::string>& promise) {
    self().spawn([this, promise]() -> Task<> {
      const Witness witness;
      try {
        notes.push_back(co_await promise.wait(1s));
      } catch (const Error& error) {
        notes.push_back(std::to_string(static_cast<int>(error.code())) + ": " + error.what());
      }
    });
  }

  std::vector<std::string> notes;
};

TEST_F(PromiseOfANode, LetsOneHandlerWaitForWhatAnotherProvides) {
  std::optional<Promise<int>> committed;
  EXPECT_EQ(await([&committed](Request& request) -> Task<> {
              committed = self().promise<int>();
              request.reply("await_ok", "index", co_await committed->wait(1s));
            }),
            "");
  EXPECT_EQ(ask([&committed](Request&) { EXPECT_TRUE(committed->complete(7)); }), "");
  EXPECT_EQ(node.pass(0), answer(R"("type":"await_ok","index":7)"));
}

TEST_F(PromiseOfANode, WakesAllWhoWaitAndNeverInsideOfTheCall) {
  auto promise = self().promise<std::string>();
  wait(promise);
  wait(promise);
  EXPECT_FALSE(promise.completed());
  promise.complete("here");
  EXPECT_TRUE(promise.completed());
  EXPECT_TRUE(notes.empty());
  node.pass(0);
  EXPECT_EQ(notes, (std::vector<std::string>{"here", "here"}));
  wait(promise);  // it is already fulfilled
  EXPECT_EQ(notes.size(), 3U);
}

TEST_F(PromiseOfANode, IsCompletedOnce) {
  auto promise = self().promise<std::string>();
  EXPECT_TRUE(promise.complete("one"));
  EXPECT_FALSE(promise.complete("two"));
  EXPECT_FALSE(promise.fail(Error(ErrorCode::kAbort, "three")));
  wait(promise);
  EXPECT_EQ(notes, std::vector<std::string>{"one"});
}

TEST_F(PromiseOfANode, FailsWithAnErrorForThoseWhoWait) {
  auto promise = self().promise<std::string>();
  wait(promise);
  promise.fail(Error(ErrorCode::kAbort, "no leader"));
  node.pass(0);
  EXPECT_EQ(notes, std::vector<std::string>{"14: no leader"});
}

TEST_F(PromiseOfANode, TimesOutForEachWhoWaitsAndCanStillBeCompleted) {
  auto promise = self().promise<std::string>();
  wait(promise);
  node.pass(kSecond / 2);
  wait(promise);
  node.pass(kSecond / 2);
  EXPECT_EQ(notes, std::vector<std::string>{"0: what was waited for has not come within 1 s"});
  promise.complete("late");
  node.pass(0);
  EXPECT_EQ(notes.back(), "late");
  node.pass(kSecond);
  EXPECT_EQ(notes.size(), 2U);
}

TEST_F(PromiseOfANode, IsASignalIfItHasNoValue) {
  auto ready = self().promise();
  EXPECT_EQ(await([&ready](Request& request) -> Task<> {
              co_await ready.wait(1s);
              request.reply("await_ok");
            }),
            "");
  ready.complete();
  EXPECT_EQ(node.pass(0), answer(R"("type":"await_ok")"));
}

TEST_F(PromiseOfANode, IsAwaitedAmongOthers) {
  std::vector<Promise<int>> promises = {self().promise<int>(), self().promise<int>()};
  await([&promises](Request& request) -> Task<> {
    std::vector<Task<int>> items;
    for (const Promise<int>& promise : promises) {
      items.push_back(promise.wait(1s));
    }
    request.reply("await_ok", "values", co_await quorum(std::move(items), 1));
  });
  promises[1].complete(2);
  EXPECT_EQ(node.pass(0), answer(R"("type":"await_ok","values":[2])"));
  promises[0].complete(1);  // abandoned
  EXPECT_EQ(node.pass(0), "");
}

TEST_F(PromiseOfANode, LetsNobodyGoOnWhenTheNodeStops) {
  auto promise = self().promise<std::string>();
  wait(promise);
  wait(promise);
  promise.complete("too late");
  auto another = self().promise<std::string>();
  wait(another);
  node.node().stop();
  another.complete("no");
  EXPECT_TRUE(notes.empty());
}

TEST_F(PromiseOfANode, FreesThoseWhoWaitWithTheNode) {
  {
    auto other = std::make_unique<WorkloadNode<ScriptedWorkload>>(kTypes);
    auto promise = self().promise<std::string>();
    wait(promise);
    EXPECT_EQ(Witness::alive(), 1);
    other.reset();
    EXPECT_EQ(Witness::alive(), 0);
  }
  EXPECT_TRUE(notes.empty());
}

}  // namespace
}  // namespace maelstrom::tests
