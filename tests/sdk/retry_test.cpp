#include <chrono>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/retry.hpp>

#include "scripted_workload.hpp"

namespace maelstrom::tests {
namespace {

using namespace std::chrono_literals;

TEST(RetryPolicyTest, PausesLongerAndLongerUpToAnEnd) {
  const RetryPolicy policy = {.first_pause = 10ms, .factor = 2, .longest_pause = 50ms};
  const std::vector<std::chrono::nanoseconds> whole = {10ms, 20ms, 40ms, 50ms, 50ms};
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(policy.pause_after(i + 1, UINT32_MAX), whole[i]);
    EXPECT_EQ(policy.pause_after(i + 1, 0), whole[i] / 2);
  }
  EXPECT_EQ(policy.pause_after(1'000'000, UINT32_MAX), 50ms);
}

class Retry : public ScriptedNode {
 protected:
  // Starts an rpc with retries to n2.
  void begin(RetryPolicy policy) {
    await([policy](Request& request) -> Task<> {
      const Reply reply = co_await self().retry(policy, [] { return self().rpc("n2", "ping"); });
      request.reply("await_ok", {{"n", reply.field("n")}});
    });
  }
  std::string fails(int number, int code) {
    return node.hear("n2", R"("type":"error","in_reply_to":)" + std::to_string(number) + R"(,"code":)" +
                               std::to_string(code) + R"(,"text":"failed")");
  }
  static std::string ping(int number) {
    return line_to("n2", R"("msg_id":)" + std::to_string(number) + R"(,"type":"ping")");
  }
};

TEST_F(Retry, TriesAgainAfterAnIndefiniteOrTemporaryError) {
  begin({});
  EXPECT_EQ(fails(1, 11), "");
  EXPECT_EQ(node.pass(kSecond), ping(2));
  EXPECT_EQ(fails(2, 13), "");
  EXPECT_EQ(node.pass(kSecond), ping(3));
  EXPECT_EQ(node.pass(kSecond), "");  // no answer: a timeout
  EXPECT_EQ(node.pass(kSecond), ping(4));
  EXPECT_EQ(node.hear("n2", R"("type":"pong","in_reply_to":4,"n":7)"), answer(R"("type":"await_ok","n":7)"));
}

TEST_F(Retry, GivesUpAtOnceAfterADefiniteError) {
  for (const int code : {1, 10, 12, 14, 20, 21, 22, 30}) {
    EXPECT_FALSE(is_worth_a_retry(ErrorCode{code}));
  }
  begin({});
  EXPECT_EQ(fails(1, 22), answer(R"("type":"error","code":22,"text":"failed")"));
}

TEST_F(Retry, GivesUpAfterSoManyAttempts) {
  begin({.attempts = 2});
  EXPECT_EQ(fails(1, 11), "");
  EXPECT_EQ(node.pass(kSecond), ping(2));
  EXPECT_EQ(fails(2, 11), answer(R"("type":"error","code":11,"text":"failed")"));
}

TEST_F(Retry, GivesUpWhenTheNextAttemptWouldBeginTooLate) {
  begin({.attempts = 0, .first_pause = 400ms, .factor = 1, .deadline = 1s});
  EXPECT_EQ(fails(1, 11), "");
  EXPECT_EQ(node.pass(kSecond / 2), ping(2));
  EXPECT_EQ(fails(2, 11), "");
  EXPECT_EQ(node.pass(2 * kSecond / 5), ping(3));
  EXPECT_EQ(fails(3, 11), answer(R"("type":"error","code":11,"text":"failed")"));
}

TEST_F(Retry, NeverGivesUpIfToldSo) {
  begin({.attempts = 0});
  for (int i = 1; i <= 100; ++i) {
    EXPECT_EQ(fails(i, 0), "");
    EXPECT_EQ(node.pass(kSecond / 2 * 3), ping(i + 1));  // at most 1 s
    node.platform.now -= kSecond / 2 * 3;                // or the request would be too old for an answer
  }
  EXPECT_EQ(node.hear("n2", R"("type":"pong","in_reply_to":101,"n":7)"), answer(R"("type":"await_ok","n":7)"));
}

TEST_F(Retry, VariesItsPausesByTheHostsRandomness) {
  std::set<std::int64_t> pauses;
  for (int i = 0; i < 20; ++i) {
    node.platform.random_step = i == 0 ? 0 : 1;  // msg_ids begin at 1
    begin({.attempts = 2, .first_pause = 100ms});
    const int number = 2 * i + 1;
    fails(number, 11);
    const std::int64_t pause = node.node().next_due().value() - node.platform.now;
    EXPECT_GE(pause, kSecond / 20);
    EXPECT_LE(pause, kSecond / 10);
    pauses.insert(pause);
    EXPECT_EQ(node.pass(pause), ping(number + 1));
    fails(number + 1, 11);
  }
  EXPECT_GT(pauses.size(), 10U);
}

TEST_F(Retry, PausesAtLengthWithoutRandomness) {
  node.platform.has_randomness = false;
  begin({.first_pause = 100ms});
  fails(1, 11);
  EXPECT_EQ(node.pass(kSecond / 10 - 1), "");
  EXPECT_EQ(node.pass(1), ping(2));
}

TEST_F(Retry, RetriesTasksWithAndWithoutAValue) {
  int attempts = 0;
  const auto third_time = [&attempts]() -> Task<> {
    if (++attempts < 3) {
      throw Error(ErrorCode::kTimeout, "not yet");
    }
    co_return;
  };
  await([&third_time](Request& request) -> Task<> {
    co_await self().retry({.first_pause = 1ms}, third_time);
    request.reply("await_ok");
  });
  EXPECT_EQ(node.pass(kSecond), "");
  EXPECT_EQ(node.pass(kSecond), answer(R"("type":"await_ok")"));
  EXPECT_EQ(attempts, 3);
}

TEST_F(Retry, LetsOtherExceptionsPass) {
  EXPECT_EQ(await([](Request&) -> Task<> {
              co_await self().retry({}, []() -> Task<> {
                throw std::logic_error("a bug");
                co_return;
              });
            }),
            answer(R"("type":"error","code":13,"text":"a bug")"));
}

TEST_F(Retry, EndsWhenTheNodeStops) {
  begin({.attempts = 0});
  node.node().stop();
  EXPECT_EQ(node.said(), "");
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {}), 0U) << node.platform.log_text();
}

}  // namespace
}  // namespace maelstrom::tests
