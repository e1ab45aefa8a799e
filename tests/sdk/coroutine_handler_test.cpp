// Handlers that are coroutines: their guarantees while they wait, and how they end.
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/workload.hpp>

#include "scripted_workload.hpp"

namespace maelstrom::tests {
namespace {

using namespace std::chrono_literals;

class CoroutineHandler : public ScriptedNode {
 protected:
  // n2 answers the rpc with this number.
  std::string pong(int number) { return node.hear("n2", R"("type":"pong","in_reply_to":)" + std::to_string(number)); }
};

std::string error(int code, const std::string& text) {
  return answer(R"("type":"error","code":)" + std::to_string(code) + R"(,"text":")" + text + '"');
}

TEST_F(CoroutineHandler, RepliesWithoutWaiting) {
  EXPECT_EQ(await([](Request& request) -> Task<> {
              request.reply("await_ok");
              co_return;
            }),
            answer(R"("type":"await_ok")"));
}

TEST_F(CoroutineHandler, RepliesAfterItHasWaited) {
  EXPECT_EQ(await([](Request& request) -> Task<> {
              co_await self().rpc("n2", "ping");
              co_await self().sleep(1s);
              request.reply("await_ok");
            }),
            line_to("n2", R"("msg_id":1,"type":"ping")"));
  EXPECT_EQ(pong(1), "");
  EXPECT_EQ(node.pass(kSecond), answer(R"("type":"await_ok")"));
}

TEST_F(CoroutineHandler, LetsOthersRunWhileItWaits) {
  await(
      [](Request& request) -> Task<> {
        const Reply reply = co_await self().rpc("n2", json_object("type", "ping", "for", request.field("x")));
        request.reply("await_ok", {{"x", request.field("x")}});
      },
      R"("x":1)");
  EXPECT_EQ(node.say(R"("type":"await","msg_id":2,"x":2)"), line_to("n2", R"("msg_id":2,"type":"ping","for":2)"));
  EXPECT_EQ(ask([](Request& request) { request.reply("ask_ok"); }), answer(R"("type":"ask_ok")"));
  EXPECT_EQ(pong(2), line_to("c1", R"("in_reply_to":2,"type":"await_ok","x":2)"));
  EXPECT_EQ(pong(1), answer(R"("type":"await_ok","x":1)"));
}

// By then the host has released the request's bytes, and another message uses that memory.
TEST_F(CoroutineHandler, ReadsItsRequestAfterItHasWaited) {
  std::string before;
  await(
      [&before](Request& request) -> Task<> {
        const RawJson key = request.field("key");
        before = std::string(key.text);
        co_await self().rpc("n2", "ping");
        EXPECT_EQ(key.text, before);  // the value taken before is still valid
        EXPECT_EQ(request.type(), "await");
        EXPECT_EQ(request.src(), "c1");
        EXPECT_EQ(request.msg_id(), 1);
        EXPECT_EQ(request.field("key").text, R"("the key of a long name that fits into no small string")");
        EXPECT_EQ(request.get<std::int64_t>("n"), 9007199254740993);
        EXPECT_EQ(request.body()["list"], nlohmann::json({1, 2}));
        EXPECT_FALSE(request.find_field("type_of_another").has_value());
        request.reply("await_ok", {{"key", request.field("key")}});
      },
      R"("key":"the key of a long name that fits into no small string","n":9007199254740993,"list":[1,2])");
  for (int i = 0; i < 10; ++i) {
    node.say(R"("type":"unknown","msg_id":9,"type_of_another":")" + std::string(200, 'y') + '"');
  }
  EXPECT_EQ(node.hear("n2", R"("type":"pong","in_reply_to":1,"key":"another","n":1)"),
            answer(R"("type":"await_ok","key":"the key of a long name that fits into no small string")"));
}

TEST_F(CoroutineHandler, KeepsItsCaptures) {
  struct Captures : Workload {
    explicit Captures(Host host) : Workload(host) {
      const std::string text(100, 'x');
      on("ask", [this, text](Request& request) -> Task<> {
        co_await sleep(1s);
        request.reply("ask_ok", {{"text", text}});
      });
      on("await", [](Request&) {});  // makes the table of handlers grow
    }
  };
  WorkloadNode<Captures> captures(kTypes);
  EXPECT_EQ(captures.say(R"("type":"ask","msg_id":1)"), "");
  EXPECT_EQ(captures.pass(kSecond), answer(R"("type":"ask_ok","text":")" + std::string(100, 'x') + '"'));
}

TEST_F(CoroutineHandler, RepliesWithTheErrorThatItThrowsAtOnce) {
  EXPECT_EQ(await([](Request&) -> Task<> {
              throw Error(ErrorCode::kPreconditionFailed, "it is 4");
              co_return;
            }),
            error(22, "it is 4"));
  EXPECT_EQ(await([](Request&) -> Task<> {
              throw std::logic_error("a bug");
              co_return;
            }),
            error(13, "a bug"));
  EXPECT_EQ(await([](Request&) -> Task<> {
              throw 42;
              co_return;
            }),
            error(13, "an exception not derived from std::exception"));
}

TEST_F(CoroutineHandler, OutlivesAnErrorThatTheHostRefusesAndAReplyBesides) {
  EXPECT_EQ(await([](Request& request) -> Task<> {
              request.keep()->reply("await_ok");
              throw Error(ErrorCode{999}, "no code of the protocol");
              co_return;
            }),
            answer(R"("type":"await_ok")"));
}

TEST_F(CoroutineHandler, RepliesWithTheErrorThatItThrowsAfterItHasWaited) {
  await([](Request&) -> Task<> {
    co_await self().rpc("n2", "ping");
    throw Error(ErrorCode{1001}, "our own");
  });
  EXPECT_EQ(pong(1), error(1001, "our own"));
  await([](Request&) -> Task<> {
    co_await self().rpc("n2", "ping");
    throw std::logic_error("a bug");
  });
  EXPECT_EQ(pong(2), error(13, "a bug"));
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {"the handler of await for msg_id 1 from c1 failed: a bug"}), 1U)
      << node.platform.log_text();
  EXPECT_EQ(ask([](Request& request) { request.reply("ask_ok"); }), answer(R"("type":"ask_ok")"));  // it still works
}

TEST_F(CoroutineHandler, RepliesWithTheErrorOfWhatItAwaits) {
  const auto asks = [](Request&) -> Task<> { co_await self().rpc("n2", "ping"); };
  await(asks);
  EXPECT_EQ(node.hear("n2", R"("type":"error","in_reply_to":1,"code":21,"text":"there is one")"),
            error(21, "there is one"));
  await(asks);
  EXPECT_EQ(node.pass(kSecond), error(0, "no reply from n2 within 1.0 s"));
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {}), 0U) << node.platform.log_text();
}

TEST_F(CoroutineHandler, RepliesWithError12ForAFieldThatItFindsWrongAfterItHasWaited) {
  await([](Request& request) -> Task<> {
    co_await self().rpc("n2", "ping");
    request.get<std::int64_t>("delta");
  });
  EXPECT_EQ(pong(1), error(12, "a message of type await needs the field delta"));
}

TEST_F(CoroutineHandler, RepliesCrashIfWhatItAwaitsIsCancelled) {
  std::optional<Rpc> call;
  await([&call](Request&) -> Task<> {
    call = self().rpc("n2", "ping");
    co_await *call;
  });
  call->cancel();
  EXPECT_EQ(node.pass(0), error(13, "cancelled"));
}

TEST_F(CoroutineHandler, RepliesCrashForAnErrorCodeThatTheProtocolDoesNotHave) {
  await([](Request&) -> Task<> {
    co_await self().rpc("n2", "ping");
    throw Error(ErrorCode{99}, "unheard of");
  });
  EXPECT_EQ(pong(1), error(13, "the protocol has no error 99; workloads' own begin at 1000"));
}

TEST_F(CoroutineHandler, RepliesOnceThoughItFailsAfterItsReply) {
  await([](Request& request) -> Task<> {
    co_await self().rpc("n2", "ping");
    request.reply("await_ok");
    throw Error(ErrorCode::kAbort, "after all");
  });
  EXPECT_EQ(pong(1), answer(R"("type":"await_ok")"));
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {"the handler of await for msg_id 1 from c1 failed: after all"}),
            1U);
  EXPECT_EQ(node.node().counters().refused, 0U) << node.platform.log_text();
}

TEST_F(CoroutineHandler, IsToldThatItsReplyIsTooLate) {
  std::optional<bool> sent;
  await([&sent](Request& request) -> Task<> {
    co_await self().sleep(5s);
    sent = request.reply("await_ok");
  });
  EXPECT_EQ(node.pass(5 * kSecond), "");
  EXPECT_EQ(sent, false);
}

TEST_F(CoroutineHandler, HandlesAMessageThatNobodyWaitsFor) {
  std::optional<bool> sent;
  ScriptedWorkload::coroutine = [&sent](Request& request) -> Task<> {
    co_await self().rpc("n2", "ping");
    sent = request.reply("await_ok");
    throw Error(ErrorCode::kAbort, "and an error");
  };
  node.say(R"("type":"await")");
  EXPECT_EQ(pong(1), "");
  EXPECT_EQ(sent, false);
  EXPECT_EQ(node.node().counters().refused, 0U);
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_WARN, {"error 14, and an error,", "without a msg_id"}), 1U)
      << node.platform.log_text();
}

TEST_F(CoroutineHandler, RunsAThousandTimesAtOnce) {
  ScriptedWorkload::coroutine = [](Request& request) -> Task<> {
    const Witness witness;
    co_await self().rpc("n2", "ping");
    co_await self().sleep(1ms);
    request.reply("await_ok", {{"x", request.field("x")}});
  };
  constexpr int kCount = 1000;
  for (int i = 1; i <= kCount; ++i) {
    const std::string number = std::to_string(i);
    node.say(R"("type":"await","msg_id":)" + number + R"(,"x":)" + number);
  }
  EXPECT_EQ(Witness::alive(), kCount);
  for (int i = kCount; i >= 1; --i) {
    EXPECT_EQ(pong(i), "");
  }
  std::string expected;
  for (int i = kCount; i >= 1; --i) {
    const std::string number = std::to_string(i);
    expected += line_to("c1", R"("in_reply_to":)" + number + R"(,"type":"await_ok","x":)" + number);
  }
  EXPECT_EQ(node.pass(kSecond), expected);
  EXPECT_EQ(Witness::alive(), 0);
}

TEST_F(CoroutineHandler, EndsWhenTheNodeStops) {
  ScriptedWorkload::coroutine = [](Request& request) -> Task<> {
    const Witness witness;
    co_await self().rpc("n2", "ping");
    request.reply("await_ok");
  };
  for (int i = 0; i < 100; ++i) {
    node.say(R"("type":"await","msg_id":1)");
  }
  EXPECT_EQ(Witness::alive(), 100);
  node.node().stop();
  EXPECT_EQ(Witness::alive(), 0);
  EXPECT_EQ(node.said(), "");
  EXPECT_EQ(node.node().counters().refused, 0U) << node.platform.log_text();  // it did not even try
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {}), 0U) << node.platform.log_text();
}

TEST_F(CoroutineHandler, MayNoticeThatTheNodeStops) {
  std::string noticed;
  await([&noticed](Request& request) -> Task<> {
    try {
      co_await self().rpc("n2", "ping");
    } catch (const Cancelled& cancelled) {
      noticed = cancelled.what();
    }
    co_await self().sleep(1s);  // no longer
    request.reply("await_ok");
  });
  node.node().stop();
  EXPECT_EQ(noticed, "cancelled, because the node is stopping");
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {}), 0U) << node.platform.log_text();
}

TEST(CoroutineHandlers, AreDestroyedWithTheirNodeWhereverTheyWait) {
  ScriptedWorkload::constructor = nullptr;
  ScriptedWorkload::starts = nullptr;
  ScriptedWorkload::coroutine = [](Request& request) -> Task<> {
    const Witness witness;
    const auto nested = []() -> Task<> {
      const Witness inner;
      co_await ScriptedWorkload::instance->sleep(1h);
    };
    if (request.find_field("nested")) {
      co_await nested();
    }
    co_await ScriptedWorkload::instance->sleep(1h);
  };
  static constexpr const char* kTypes[] = {"ask", "await"};
  for (const bool stops : {true, false}) {
    WorkloadNode<ScriptedWorkload> node(kTypes);
    node.say(R"("type":"await","msg_id":1)");
    node.say(R"("type":"await","msg_id":2,"nested":true)");
    EXPECT_EQ(Witness::alive(), 3);
    if (stops) {
      node.node().stop();
    }
  }
  EXPECT_EQ(Witness::alive(), 0);
  ScriptedWorkload::coroutine = nullptr;
}

// The destructors of a coroutine's variables run while the workload's members still exist.
TEST(CoroutineHandlers, AreDestroyedBeforeTheWorkload) {
  struct Busy : Workload {
    explicit Busy(Host host) : Workload(host) {
      on("ask", [this](Request&) -> Task<> {
        struct Finally {
          Busy& busy;
          ~Finally() { busy.log->push_back("handler"); }
        } finally{*this};
        co_await sleep(1h);
      });
    }
    ~Busy() override { log->push_back("workload"); }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    static std::vector<std::string>& ends() {
      static std::vector<std::string> list;
      return list;
    }
    std::vector<std::string>* log = &ends();
  };
  static constexpr const char* kTypes[] = {"ask"};
  {
    WorkloadNode<Busy> node(kTypes);
    node.say(R"("type":"ask","msg_id":1)");
  }
  EXPECT_EQ(Busy::ends(), (std::vector<std::string>{"handler", "workload"}));
}

}  // namespace
}  // namespace maelstrom::tests
