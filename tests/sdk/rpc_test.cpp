// Every way in which an rpc can end, with a callback and with co_await.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/rpc.hpp>

#include "scripted_workload.hpp"

namespace maelstrom::tests {
namespace {

using namespace std::chrono_literals;

enum class By { kCallback, kCoroutine };

class RpcOutcome : public ScriptedNode, public ::testing::WithParamInterface<By> {
 protected:
  // Makes the node send an rpc to n2; the test's parameter decides how the result reaches `outcomes`.
  void ask_n2(std::chrono::nanoseconds timeout = kRpcTimeout) {
    Rpc call = self().rpc("n2", "ping", {}, timeout);
    wait_for(call);
    rpc = std::move(call);
  }

  void wait_for(Rpc& call) {
    if (GetParam() == By::kCallback) {
      call.then([this](Result<Reply> result) { note(std::move(result)); });
    } else {
      self().spawn(awaited(std::move(call)));
    }
  }

  Task<> awaited(Rpc call) {
    try {
      const Reply reply = co_await call;
      note_text(std::string(reply.raw_body()));
    } catch (const Error& error) {
      note_error(error);
    } catch (const Cancelled& cancelled) {
      note_text(cancelled.what());
    }
  }

  void note(Result<Reply> result) {
    if (result.ok()) {
      note_text(std::string(result.value().raw_body()));
    } else if (result.cancelled()) {
      note_text(result.error().what());
    } else {
      note_error(result.error());
    }
  }
  void note_error(const Error& error) {
    note_text(std::to_string(static_cast<int>(error.code())) + (error.definite() ? " definite: " : " indefinite: ") +
              error.what());
  }
  void note_text(std::string outcome) {
    outcomes.push_back(std::move(outcome));
    if (on_outcome) {
      on_outcome();
    }
  }

  using Outcomes = std::vector<std::string>;
  Outcomes outcomes;
  std::function<void()> on_outcome;
  Rpc rpc;
};

INSTANTIATE_TEST_SUITE_P(Rpc, RpcOutcome, ::testing::Values(By::kCallback, By::kCoroutine), [](const auto& by) {
  return by.param == By::kCallback ? std::string("Callback") : std::string("Coroutine");
});

constexpr const char* kPong = R"("type":"pong","in_reply_to":1,"n":18446744073709551616)";
constexpr const char* kPongBody = R"({"type":"pong","in_reply_to":1,"n":18446744073709551616})";

TEST_P(RpcOutcome, IsTheReply) {
  ask_n2();
  EXPECT_EQ(node.said(), line_to("n2", R"("msg_id":1,"type":"ping")"));
  EXPECT_EQ(outcomes, Outcomes{});
  EXPECT_EQ(node.hear("n2", kPong), "");
  EXPECT_EQ(outcomes, Outcomes{kPongBody});
}

TEST_P(RpcOutcome, IsTheErrorThatThePeerReplies) {
  ask_n2();
  node.hear("n2", R"("type":"error","in_reply_to":1,"code":20,"text":"no key \"k\"")");
  EXPECT_EQ(outcomes, Outcomes{R"(20 definite: no key "k")"});
}

TEST_P(RpcOutcome, IsIndefiniteForACodeOfThePeersOwn) {
  ask_n2();
  node.hear("n2", R"("type":"error","in_reply_to":1,"code":1001,"text":"ours")");
  EXPECT_EQ(outcomes, Outcomes{"1001 indefinite: ours"});
}

TEST_P(RpcOutcome, IsACrashForAnErrorWithoutACode) {
  ask_n2();
  node.hear("n2", R"("type":"error","in_reply_to":1,"code":"x")");
  EXPECT_EQ(outcomes,
            Outcomes{R"(13 indefinite: an error without a code: {"type":"error","in_reply_to":1,"code":"x"})"});
}

TEST_P(RpcOutcome, IsAnIndefiniteTimeoutAfterOneSecondUnlessToldOtherwise) {
  ask_n2();
  node.pass(kSecond - 1);
  EXPECT_EQ(outcomes, Outcomes{});
  node.pass(1);
  EXPECT_EQ(outcomes, Outcomes{"0 indefinite: no reply from n2 within 1.0 s"});
  ask_n2(250ms);
  node.pass(kSecond / 4 - 1);
  EXPECT_EQ(outcomes.size(), 1U);
  node.pass(1);
  EXPECT_EQ(outcomes.back(), "0 indefinite: no reply from n2 within 0.25 s");
}

TEST_P(RpcOutcome, IsNotChangedByALateReply) {
  ask_n2();
  node.pass(kSecond);
  node.hear("n2", kPong);
  EXPECT_EQ(outcomes, Outcomes{"0 indefinite: no reply from n2 within 1.0 s"});
}

TEST_P(RpcOutcome, IsNotChangedByASecondReply) {
  ask_n2();
  node.hear("n2", kPong);
  node.hear("n2", kPong);
  node.hear("n2", R"("type":"error","in_reply_to":1,"code":14)");
  node.pass(2 * kSecond);
  EXPECT_EQ(outcomes, Outcomes{kPongBody});
}

TEST_P(RpcOutcome, IsNotTheReplyOfSomebodyElse) {
  ask_n2();
  node.hear("n3", kPong);
  EXPECT_EQ(outcomes, Outcomes{});
  node.hear("n2", kPong);
  EXPECT_EQ(outcomes, Outcomes{kPongBody});
}

TEST_P(RpcOutcome, IsCancelledWhenTheNodeStops) {
  ask_n2();
  node.node().stop();
  EXPECT_EQ(outcomes, Outcomes{"cancelled, because the node is stopping"});
}

TEST_P(RpcOutcome, MayStartAnother) {
  on_outcome = [this] {
    if (outcomes.size() == 1) {
      ask_n2();
    }
  };
  ask_n2();
  node.said();
  EXPECT_EQ(node.hear("n2", kPong), line_to("n2", R"("msg_id":2,"type":"ping")"));
  node.pass(kSecond);
  EXPECT_EQ(outcomes, (Outcomes{kPongBody, "0 indefinite: no reply from n2 within 1.0 s"}));
}

TEST_P(RpcOutcome, IsTheReplyThatComesBeforeTheRequestHasLeftTheNode) {
  ask_n2();
  // The outbox has not been emptied: the request and its reply cross.
  node.node().receive(R"({"src":"n2","dest":"n1","body":{"type":"pong","in_reply_to":1}})", node.platform.now);
  EXPECT_EQ(outcomes, Outcomes{R"({"type":"pong","in_reply_to":1})"});
}

TEST_P(RpcOutcome, IsTheReplyThatCameBeforeAnybodyWaited) {
  Rpc call = self().rpc("n2", "ping");
  node.hear("n2", kPong);
  EXPECT_TRUE(call.completed());
  EXPECT_FALSE(call.cancel());
  wait_for(call);
  EXPECT_EQ(outcomes, Outcomes{kPongBody});
}

TEST_P(RpcOutcome, IsTheReplyOfThisNodeToItself) {
  Rpc call = self().rpc("n1", "ask");
  ScriptedWorkload::plain = [](Request& request) { request.reply("ask_ok"); };
  wait_for(call);
  EXPECT_EQ(node.said(), line_to("n1", R"("msg_id":1,"type":"ask")"));
  EXPECT_EQ(node.hear("n1", R"("type":"ask","msg_id":1)"), line_to("n1", R"("in_reply_to":1,"type":"ask_ok")"));
  EXPECT_EQ(outcomes, Outcomes{});
  node.hear("n1", R"("type":"ask_ok","in_reply_to":1)");
  EXPECT_EQ(outcomes, Outcomes{R"({"type":"ask_ok","in_reply_to":1})"});
}

class RpcHandle : public ScriptedNode {
 protected:
  // An rpc whose outcome is stored in `outcomes`.
  Rpc ping() {
    return self().rpc("n2", "ping").then([this](Result<Reply> result) {
      outcomes.emplace_back(result.ok() ? "reply" : result.error().what());
    });
  }
  std::vector<std::string> outcomes;
};

TEST_F(RpcHandle, CancelsSoonAndNotAtOnce) {
  Rpc call = ping();
  EXPECT_TRUE(call.cancel());
  EXPECT_FALSE(call.cancel());
  EXPECT_FALSE(call.completed());
  EXPECT_TRUE(outcomes.empty());
  node.pass(0);
  EXPECT_TRUE(call.completed());
  EXPECT_EQ(outcomes, std::vector<std::string>{"cancelled"});
  node.hear("n2", kPong);
  node.pass(2 * kSecond);
  EXPECT_EQ(outcomes.size(), 1U);
}

TEST_F(RpcHandle, CancelsForACoroutineToo) {
  Rpc call = self().rpc("n2", "ping");
  std::string outcome;
  const auto wait = [&]() -> Task<> {
    try {
      co_await call;
    } catch (const Cancelled& cancelled) {
      outcome = cancelled.stopping() ? "stopping" : "cancelled";
    }
  };
  self().spawn(wait);
  EXPECT_TRUE(call.cancel());
  EXPECT_EQ(outcome, "");
  node.pass(0);
  EXPECT_EQ(outcome, "cancelled");
}

TEST_F(RpcHandle, IsCancelledOnceIfTheNodeStopsMeanwhile) {
  Rpc call = ping();
  EXPECT_TRUE(call.cancel());
  node.node().stop();
  EXPECT_EQ(outcomes, std::vector<std::string>{"cancelled"});
}

TEST_F(RpcHandle, CancelsNothingInsideItsOwnCallback) {
  Rpc call = self().rpc("n2", "ping");
  std::optional<bool> cancelled;
  call.then([&](Result<Reply> /*reply*/) { cancelled = call.cancel(); });
  node.hear("n2", kPong);
  EXPECT_EQ(cancelled, false);
  node.pass(2 * kSecond);
}

TEST_F(RpcHandle, CancelsAnotherInsideACallback) {
  Rpc other = ping();
  self().rpc("n2", "ping").then([&other](Result<Reply> /*reply*/) { EXPECT_TRUE(other.cancel()); });
  node.hear("n2", R"("type":"pong","in_reply_to":2)");
  EXPECT_TRUE(outcomes.empty());
  node.pass(0);
  EXPECT_EQ(outcomes, std::vector<std::string>{"cancelled"});
}

TEST_F(RpcHandle, CancelsAnotherThatIsDueAtTheSameTime) {
  Rpc second;
  self().rpc("n2", "ping").then([&second](Result<Reply> /*timeout*/) { EXPECT_TRUE(second.cancel()); });
  second = ping();
  node.pass(kSecond);
  node.pass(0);
  EXPECT_EQ(outcomes, std::vector<std::string>{"cancelled"});
}

TEST_F(RpcHandle, MayBeDropped) {
  static_cast<void>(self().rpc("n2", "ping"));
  node.hear("n2", kPong);
  static_cast<void>(self().rpc("n2", "ping"));
  node.pass(kSecond);
  static_cast<void>(self().rpc("n2", "ping"));
  node.node().stop();
  EXPECT_EQ(node.node().counters().failures, 0U);
}

TEST_F(RpcHandle, OfNothingIsCompleted) {
  Rpc nothing;
  EXPECT_TRUE(nothing.completed());
  EXPECT_FALSE(nothing.cancel());
}

TEST_F(RpcHandle, OfNothingCannotBeGivenACallback) {
  EXPECT_THROW(Rpc().then([](Result<Reply>) {}), std::logic_error);
}

TEST_F(RpcHandle, IsAwaitedByOneAlone) {
  std::string second;
  await([&](Request& request) -> Task<> {
    const auto call = std::make_shared<Rpc>(self().rpc("n2", "ping"));
    self().spawn([call, kept = request.keep()]() -> Task<> {
      co_await *call;
      kept->reply("await_ok");
    });
    EXPECT_THROW(call->then([](Result<Reply>) {}), std::logic_error);
    try {
      co_await *call;
    } catch (const std::logic_error& e) {
      second = e.what();
    }
  });
  EXPECT_EQ(second, "another waits for the outcome of this rpc");
  EXPECT_EQ(node.hear("n2", kPong), answer(R"("type":"await_ok")"));
}

TEST_F(RpcHandle, GivesItsOutcomeOnce) {
  std::string second;
  await([&](Request& request) -> Task<> {
    Rpc call = self().rpc("n2", "ping");
    co_await call;
    try {
      co_await call;
    } catch (const std::logic_error& e) {
      second = e.what();
    }
    request.reply("await_ok");
  });
  EXPECT_EQ(node.hear("n2", kPong), answer(R"("type":"await_ok")"));
  EXPECT_EQ(second, "the outcome of this rpc has been taken already");
}

TEST_F(RpcHandle, LogsWhatItsCallbackThrows) {
  self().rpc("n2", "ping").then([](Result<Reply> reply) { reply.value().get<int>("missing"); });
  node.hear("n2", R"("type":"pong","in_reply_to":1)");
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {"the callback of the rpc to n2 (rpc_test.cpp:",
                                                       "a reply of type pong from n2 needs the field missing"}),
            1U)
      << node.platform.log_text();
  EXPECT_EQ(ask([](Request& request) { request.reply("ask_ok"); }), answer(R"("type":"ask_ok")"));
}

TEST_F(RpcHandle, FreesItsCallbackWithTheOutcome) {
  self().rpc("n2", "ping").then([witness = Witness()](Result<Reply> /*reply*/) {});
  Rpc kept = self().rpc("n2", "ping").then([witness = Witness()](Result<Reply> /*reply*/) {});
  EXPECT_EQ(Witness::alive(), 2);
  node.pass(kSecond);
  EXPECT_EQ(Witness::alive(), 0);
}

TEST_F(RpcHandle, TakesACallbackThatCannotBeCopied) {
  auto text = std::make_unique<std::string>("owned");
  std::string seen;
  self().rpc("n2", "ping").then([&seen, text = std::move(text)](Result<Reply> /*reply*/) { seen = *text; });
  node.hear("n2", kPong);
  EXPECT_EQ(seen, "owned");
}

TEST_F(RpcHandle, IsRefusedWithTheHostsReason) {
  EXPECT_EQ(await([](Request&) -> Task<> { co_await self().rpc("n9", "ping"); }),
            answer(R"("type":"error","code":13,"text":"it is no node of the cluster, no service, )"
                   R"(and no client that this node has heard from")"));
  EXPECT_EQ(await([](Request&) -> Task<> {
              co_await self().rpc("n2", json_object("typ", "ping"));
            }).find(R"("code":13)") == std::string::npos,
            false);
  EXPECT_EQ(await([](Request&) -> Task<> { co_await self().rpc("n2", json_object("type", "ping", "msg_id", 7)); }),
            answer(R"("type":"error","code":13,"text":"the body has msg_id, which is the host's to set: )"
                   R"(\"{\\\"type\\\":\\\"ping\\\",\\\"msg_id\\\":7}\"")"));
  EXPECT_EQ(await([](Request&) -> Task<> { co_await self().rpc("n2", "ping", {}, 0ns); }),
            answer(R"("type":"error","code":13,"text":"the timeout of an rpc must be positive")"));
}

TEST_F(RpcHandle, TakesABodyFromADocumentAWriterJsonTextOrMembers) {
  const nlohmann::json document = {{"type", "ping"}, {"n", 1}};
  JsonWriter writer;
  writer.begin_object().member("type", "ping").member("n", 2).end_object();
  self().rpc("n2", document);
  self().rpc("n2", writer);
  self().rpc("n2", json_object("type", "ping", "n", 3));
  self().rpc("n2", RawJson{R"({"type":"ping","n":1e400})"});
  self().rpc("n2", "ping", {{"n", 5}});
  EXPECT_EQ(node.said(), line_to("n2", R"("msg_id":1,"n":1,"type":"ping")") +
                             line_to("n2", R"("msg_id":2,"type":"ping","n":2)") +
                             line_to("n2", R"("msg_id":3,"type":"ping","n":3)") +
                             line_to("n2", R"("msg_id":4,"type":"ping","n":1e400)") +
                             line_to("n2", R"("msg_id":5,"type":"ping","n":5)"));
}

TEST_F(RpcHandle, GivesAReplyThatStays) {
  std::optional<Reply> kept;
  self().rpc("n2", "ping").then([&kept](Result<Reply> reply) { kept = std::move(reply).value(); });
  node.hear("n2", R"("type":"pong","in_reply_to":1,"n":9007199254740993)");
  node.hear("n2", R"("type":"gone","n":1)");
  Reply moved = *std::move(kept);
  self().rpc("n2", "ping").then([&moved](Result<Reply> reply) { moved = std::move(reply).value(); });
  node.hear("n2", R"("type":"pong","in_reply_to":2,"n":9007199254740993)");
  EXPECT_EQ(moved.src(), "n2");
  EXPECT_EQ(moved.type(), "pong");
  EXPECT_EQ(moved.get<std::int64_t>("n"), 9007199254740993);
  EXPECT_EQ(moved.body()["n"], 9007199254740993);
  EXPECT_EQ(moved.field("n").text, "9007199254740993");
}

// A malformed reply is not our client's fault.
TEST_F(RpcHandle, AnswersAMalformedReplyWithACrash) {
  await([](Request& request) -> Task<> {
    const Reply reply = co_await self().rpc("n2", "ping");
    request.reply("await_ok", {{"n", reply.get<std::int64_t>("n")}});
  });
  EXPECT_EQ(node.hear("n2", R"("type":"pong","in_reply_to":1,"n":"many")"),
            answer(R"("type":"error","code":13,"text":"the field n of a reply of type pong from n2 must be an integer )"
                   R"(from -9223372036854775808 to 9223372036854775807, not \"many\"")"));
}

}  // namespace
}  // namespace maelstrom::tests
