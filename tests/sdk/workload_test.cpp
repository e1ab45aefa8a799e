#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/workload.hpp>

#include "workload_node.hpp"

namespace maelstrom::tests {
namespace {

// Why a workload of this class and these types fails to start; empty if it starts.
template <class W, std::size_t kCount>
std::string refusal(const char* const (&types)[kCount], host::NodeOptions options = {}) {
  FakePlatform platform;
  const maelstrom_plugin plugin = plugin_of<W>(types);
  try {
    const host::Node node(plugin, platform, std::move(options));
    return "";
  } catch (const host::CreateFailed& failed) {
    return failed.what();
  }
}

constexpr const char* kAsk[] = {"ask"};
constexpr const char* kAskAndTell[] = {"ask", "tell"};

class Failing : public Workload {
 public:
  explicit Failing(Host host) : Workload(host) {
    on("ask", [](Request& request) {
      const std::string how = request.body()["how"];
      if (how == "error") {
        throw Error(ErrorCode::kPreconditionFailed, "it is 4, not 3");
      }
      if (how == "custom") {
        throw Error(ErrorCode{1001}, "our own");
      }
      if (how == "exception") {
        throw std::logic_error("a bug");
      }
      if (how == "number") {
        throw 42;
      }
      if (how == "twice") {
        request.reply("ask_ok", {});
        request.reply("ask_ok", {});
      }
      if (how == "reply, then error") {
        request.reply("ask_ok", {});
        throw Error(ErrorCode::kAbort, "too late");
      }
      if (how == "bad send") {
        host_of(request).send("nobody", R"({"type":"x"})");
      }
    });
    self() = this;
  }

 private:
  static Failing*& self() {
    static Failing* instance = nullptr;
    return instance;
  }
  static Host host_of(Request& /*request*/) { return self()->host(); }
};

class WorkloadFailure : public ::testing::Test {
 protected:
  std::string ask(const std::string& how) { return node.say(R"("type":"ask","msg_id":1,"how":")" + how + "\""); }
  WorkloadNode<Failing> node{kAsk};
};

TEST_F(WorkloadFailure, RepliesWithTheErrorThatAHandlerThrows) {
  EXPECT_EQ(ask("error"), answer(R"("type":"error","code":22,"text":"it is 4, not 3")"));
  EXPECT_EQ(ask("custom"), answer(R"("type":"error","code":1001,"text":"our own")"));
  EXPECT_EQ(node.node().counters().failures, 0U);
}

TEST_F(WorkloadFailure, RepliesCrashForAnyOtherException) {
  EXPECT_EQ(ask("exception"), answer(R"("type":"error","code":13,"text":"a bug")"));
  EXPECT_EQ(ask("number"), answer(R"("type":"error","code":13,"text":"an exception not derived from std::exception")"));
  EXPECT_EQ(node.node().counters().failures, 2U);
}

TEST_F(WorkloadFailure, KeepsTheFirstReply) {
  EXPECT_EQ(ask("twice"), answer(R"("type":"ask_ok")"));
  EXPECT_EQ(ask("reply, then error"), answer(R"("type":"ask_ok")"));
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_WARN, {"the request has been answered already"}), 1U)
      << node.platform.log_text();
  EXPECT_EQ(
      node.platform.logged(MAELSTROM_LOG_ERROR, {"message of type \"ask\", msg_id 1 from \"c1\" failed because of the "
                                                 "refusal that is logged above"}),
      1U)
      << node.platform.log_text();
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {"too late"}), 1U) << node.platform.log_text();
}

TEST_F(WorkloadFailure, RepliesWithTheReasonOfARefusal) {
  EXPECT_EQ(ask("bad send"), answer(R"("type":"error","code":13,"text":"it is no node of the cluster, no service, )"
                                    R"(and no client that this node has heard from")"));
}

TEST_F(WorkloadFailure, NeedNotAnswer) {
  EXPECT_EQ(ask("not at all"), "");
}

class Two : public Workload {
 public:
  explicit Two(Host host) : Workload(host) {
    on("ask", [](Request& request) { request.reply("ask_ok", {}); });
    on("tell", [](Request& request) { request.reply("tell_ok", {}); });
  }
};

TEST(Workload, HandsEachTypeToItsHandler) {
  WorkloadNode<Two> node(kAskAndTell);
  EXPECT_EQ(node.say(R"("type":"tell","msg_id":1)"), answer(R"("type":"tell_ok")"));
  EXPECT_EQ(node.say(R"("type":"ask","msg_id":1)"), answer(R"("type":"ask_ok")"));
}

TEST(Workload, RefusesToRunIfItsHandlersAreNotWhatItDeclares) {
  EXPECT_EQ(refusal<Two>(kAskAndTell), "");
  EXPECT_EQ(refusal<Two>(kAsk), "it handles messages of type tell but MAELSTROM_PLUGIN does not list that type");
  static constexpr const char* kThree[] = {"ask", "tell", "show"};
  EXPECT_EQ(refusal<Two>(kThree), "MAELSTROM_PLUGIN lists messages of type show but it has no handler for them");
}

class Twice : public Workload {
 public:
  explicit Twice(Host host) : Workload(host) {
    on("ask", [](Request&) {});
    on("ask", [](Request&) {});
  }
};

TEST(Workload, RefusesToRunWithTwoHandlersForOneType) {
  EXPECT_EQ(refusal<Twice>(kAsk), "it has two handlers for messages of type ask");
}

class WithOptions : public Workload {
 public:
  static inline std::vector<std::string> values;
  explicit WithOptions(Host host) : Workload(host) {
    values = {std::string(option("size").value_or("default")), std::string(option("name").value_or("default"))};
    on("ask", [](Request&) {});
  }
};

host::NodeOptions settings(std::map<std::string, std::string, std::less<>> given) {
  host::NodeOptions options;
  options.plugin_options = std::move(given);
  return options;
}

TEST(Workload, ReadsItsOptions) {
  EXPECT_EQ(refusal<WithOptions>(kAsk, settings({{"size", "7"}})), "");
  EXPECT_EQ(WithOptions::values, (std::vector<std::string>{"7", "default"}));
}

TEST(Workload, RefusesAnOptionThatItDoesNotHave) {
  EXPECT_EQ(refusal<WithOptions>(kAsk, settings({{"siez", "7"}})),
            "unknown option \"siez\"; its options: name, size; did you mean size?");
  EXPECT_EQ(refusal<WithOptions>(kAsk, settings({{"colour", "7"}})),
            "unknown option \"colour\"; its options: name, size");
  EXPECT_EQ(refusal<Two>(kAskAndTell, settings({{"x", ""}})), "unknown option \"x\": this plugin takes no options");
}

// The value of the option "it" that a workload reads as a T; or the reason why it fails to start.
template <class T>
class WithOption : public Workload {
 public:
  static inline std::optional<T> value;
  static inline T with_default;
  explicit WithOption(Host node_host) : Workload(node_host) {
    value = option<T>("it");
    with_default = option<T>("it", T{});
    on("ask", [](Request&) {});
  }
};

template <class T>
std::string refusal_of(const std::string& text) {
  return refusal<WithOption<T>>(kAsk, settings({{"it", text}}));
}

TEST(Workload, ReadsItsOptionsAsTypes) {
  EXPECT_EQ(refusal_of<int>("-7"), "");
  EXPECT_EQ(WithOption<int>::value, -7);
  EXPECT_EQ(WithOption<int>::with_default, -7);
  EXPECT_EQ(refusal_of<double>("0.25"), "");
  EXPECT_EQ(WithOption<double>::value, 0.25);
  EXPECT_EQ(refusal_of<bool>("true"), "");
  EXPECT_EQ(WithOption<bool>::value, true);
  EXPECT_EQ(refusal_of<std::string>("7"), "");
  EXPECT_EQ(WithOption<std::string>::value, "7");
  EXPECT_EQ(refusal<WithOption<int>>(kAsk), "");
  EXPECT_EQ(WithOption<int>::value, std::nullopt);
  EXPECT_EQ(WithOption<int>::with_default, 0);
}

TEST(Workload, RefusesAnOptionOfAnotherTypeWithItsNameAndValue) {
  EXPECT_EQ(refusal_of<std::uint8_t>("seven"), "the option it must be an integer from 0 to 255, not \"seven\"");
  EXPECT_EQ(refusal_of<std::uint8_t>("256"), "the option it must be an integer from 0 to 255, not \"256\"");
  EXPECT_EQ(refusal_of<bool>("yes"), "the option it must be true or false, not \"yes\"");
  EXPECT_EQ(refusal_of<double>("fast"), "the option it must be a number that a double can hold, not \"fast\"");
  EXPECT_EQ(refusal_of<double>(""), "the option it must be a number that a double can hold, not \"\"");
}

class Unwilling : public Workload {
 public:
  explicit Unwilling(Host host) : Workload(host) { throw std::invalid_argument("not today"); }
};

TEST(Workload, RefusesToRunWithTheReasonOfItsConstructor) {
  EXPECT_EQ(refusal<Unwilling>(kAsk), "not today");
}

class Hooks : public Workload {
 public:
  static inline std::vector<std::string> calls;
  static inline bool start_fails = false;
  explicit Hooks(Host host) : Workload(host) {
    on("ask", [](Request&) {});
  }
  ~Hooks() override { calls.emplace_back("destroyed"); }
  Hooks(const Hooks&) = delete;
  Hooks& operator=(const Hooks&) = delete;

 protected:
  void on_start() override {
    calls.push_back("start of " + std::string(host().node_id()));
    if (start_fails) {
      throw std::runtime_error("no start");
    }
  }
  void on_stop() override {
    calls.emplace_back("stop");
    throw std::runtime_error("no stop");
  }
};

TEST(Workload, IsToldWhenItStartsAndStops) {
  Hooks::calls.clear();
  Hooks::start_fails = false;
  { const WorkloadNode<Hooks> node(kAsk); }
  EXPECT_EQ(Hooks::calls, (std::vector<std::string>{"start of n1", "stop", "destroyed"}));
}

TEST(Workload, LogsWhatOnStopThrows) {
  Hooks::start_fails = false;
  WorkloadNode<Hooks> node(kAsk);
  node.node().stop();
  EXPECT_EQ(node.platform.logged(MAELSTROM_LOG_ERROR, {"no stop"}), 1U) << node.platform.log_text();
}

TEST(Workload, FailsToStartWithTheReasonOfOnStart) {
  Hooks::start_fails = true;
  FakePlatform platform;
  const maelstrom_plugin plugin = plugin_of<Hooks>(kAsk);
  host::Node node(plugin, platform, {});
  node.receive(R"({"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1"}})", platform.now);
  EXPECT_EQ(node.lines().bytes(), answer(R"("type":"error","code":13,"text":"no start")"));
}

}  // namespace
}  // namespace maelstrom::tests
