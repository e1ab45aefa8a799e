// The clients of the services, against services with Maelstrom's semantics.
#include "conformance/run/services.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/services.hpp>

#include "conformance/choices/random.hpp"
#include "scripted_workload.hpp"

namespace maelstrom::tests {
namespace {

using namespace std::chrono_literals;

class ServiceClients : public ScriptedNode {
 protected:
  void SetUp() override { make_services(1); }

  void make_services(std::uint64_t seed) {
    conformance::RandomChoices choices(seed);
    for (const std::string_view name : kServices) {
      services[std::string(name)] = conformance::make_service(name, choices);
    }
  }

  // Carries messages between n1 and the services until none are left. Returns n1's messages to others.
  std::string settle() {
    std::string others;
    for (std::string lines = node.said(); !lines.empty(); lines = node.said()) {
      for (std::size_t begin = 0; begin < lines.size();) {
        const std::size_t end = lines.find('\n', begin);
        const std::string line = lines.substr(begin, end - begin);
        begin = end + 1;
        host::EnvelopeReader reader;
        ASSERT_OR_THROW(reader.read(line));
        const std::string dest(reader.envelope().dest);
        if (!services.contains(dest)) {
          others += line + '\n';
          continue;
        }
        heard.push_back(std::string(reader.envelope().body));
        const std::string reply = services.at(dest)->handle(reader.envelope());
        node.node().receive(R"({"src":")" + dest + R"(","dest":"n1","body":{)" + reply + R"(,"in_reply_to":)" +
                                std::to_string(*reader.envelope().msg_id) + "}}",
                            node.platform.now);
      }
    }
    return others;
  }

  // A service's answer to another node: the members of the reply's body.
  std::string another(const std::string& service, std::string_view members) {
    host::EnvelopeReader reader;
    const std::string line =
        R"({"src":"n2","dest":")" + service + R"(","body":{"msg_id":1,)" + std::string(members) + "}}";
    ASSERT_OR_THROW(reader.read(line));
    return services.at(service)->handle(reader.envelope());
  }

  // n1's answer to c1's request with msg_id 1 and this coroutine as its handler.
  std::string answer_to_c1(std::function<Task<>(Request&)> handler, const std::string& members = "") {
    ScriptedWorkload::coroutine = std::move(handler);
    node.node().receive(R"({"src":"c1","dest":"n1","body":{"type":"await","msg_id":1)" + members + "}}",
                        node.platform.now);
    return settle();
  }

  // Runs a task to its end, as far as answers of the services allow.
  template <class T>
  Result<T> run(Task<T> task) {
    const auto result = std::make_shared<std::optional<Result<T>>>();  // the task may outlive this call
    self().spawn(std::move(task), [result](Result<T> r) { result->emplace(std::move(r)); });
    settle();
    if (!*result) {
      throw std::logic_error("it still waits");
    }
    return std::move(**result);
  }
  template <class T>
  T value(Task<T> task) {
    return run(std::move(task)).value();
  }
  template <class T>
  ErrorCode code(Task<T> task) {
    const Result<T> result = run(std::move(task));
    return result.ok() ? ErrorCode{-1} : result.error().code();
  }

  static void ASSERT_OR_THROW(bool holds) {  // NOLINT(readability-identifier-naming): like the macro that returns
    if (!holds) {
      throw std::logic_error("the node has written what is no message");
    }
  }

  std::map<std::string, std::unique_ptr<conformance::Service>> services;
  std::vector<std::string> heard;  // by services
};

using OfLinKv = ServiceClients;
using OfSeqKv = ServiceClients;
using OfLwwKv = ServiceClients;
using OfLinTso = ServiceClients;

TEST_F(OfLinKv, ReadsWhatIsWritten) {
  EXPECT_EQ(code(self().lin_kv().read("k")), ErrorCode::kKeyDoesNotExist);
  value(self().lin_kv().write("k", 7));
  EXPECT_EQ(value(self().lin_kv().read<std::int64_t>("k")), 7);
  EXPECT_EQ(value(self().lin_kv().read("k")), JsonText("7"));
  EXPECT_EQ(code(self().lin_kv().read<std::string>("k")), ErrorCode::kCrash);
}

TEST_F(OfLinKv, ReadsADefaultWhereThereIsNothing) {
  EXPECT_EQ(value(self().lin_kv().read_or("k", std::int64_t{-1})), -1);
  EXPECT_EQ(value(self().lin_kv().read_or("k", "none")), "none");
  value(self().lin_kv().write("k", "some"));
  EXPECT_EQ(value(self().lin_kv().read_or("k", "none")), "some");
  EXPECT_EQ(code(self().lin_kv().read_or("k", 7)), ErrorCode::kCrash);  // it exists, but is not an integer
}

TEST_F(OfLinKv, ReadsAnIntegerWithADefaultInto64Bits) {
  value(self().lin_kv().write("k", std::int64_t{1} << 40));
  EXPECT_EQ(value(self().lin_kv().read_or("k", 0)), std::int64_t{1} << 40);
  value(self().lin_kv().write("k", UINT64_MAX));
  EXPECT_EQ(value(self().lin_kv().read_or("k", 0U)), UINT64_MAX);
}

TEST_F(OfLinKv, TakesAnyJsonForKeysAndValuesAndLosesNothing) {
  const std::vector<JsonText> texts = {JsonText("18446744073709551616"), JsonText("1e400"),
                                       JsonText(R"({"a": [1, 2.50],"a":null})"), JsonText(R"("\u00e4")"),
                                       JsonText("-0.0")};
  for (const JsonText& key : texts) {
    value(self().lin_kv().write(key, key));
  }
  for (const JsonText& key : texts) {
    EXPECT_EQ(value(self().lin_kv().read(key)), key);
  }
  const std::vector<int> list = {1, 2};
  value(self().lin_kv().write(list, std::uint64_t{18446744073709551615U}));
  EXPECT_EQ(value(self().lin_kv().read<std::uint64_t>(list)), 18446744073709551615U);
  EXPECT_EQ(value(self().lin_kv().read<nlohmann::json>(nlohmann::json(list))), 18446744073709551615U);
}

TEST_F(OfLinKv, ComparesAndSets) {
  EXPECT_EQ(code(self().lin_kv().cas("k", 1, 2)), ErrorCode::kKeyDoesNotExist);
  value(self().lin_kv().cas("k", nullptr, 2, Create::kIfNotExists));
  EXPECT_EQ(value(self().lin_kv().read<int>("k")), 2);
  EXPECT_EQ(code(self().lin_kv().cas("k", 1, 3)), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(code(self().lin_kv().cas("k", 1, 3, Create::kIfNotExists)), ErrorCode::kPreconditionFailed);
  value(self().lin_kv().cas("k", 2, 3));
  EXPECT_EQ(value(self().lin_kv().read<int>("k")), 3);
}

TEST_F(OfLinKv, SaysToTheServiceWhatItsProtocolHas) {
  value(self().lin_kv().write("k", 1));
  value(self().lin_kv().cas("k", 1, "b"));
  value(self().lin_kv().cas("l", nullptr, 2, Create::kIfNotExists));
  value(self().lin_kv().read("k"));
  EXPECT_EQ(heard, (std::vector<std::string>{
                       R"({"msg_id":1,"type":"write","key":"k","value":1})",
                       R"({"msg_id":2,"type":"cas","key":"k","from":1,"to":"b"})",
                       R"({"msg_id":3,"type":"cas","key":"l","from":null,"to":2,"create_if_not_exists":true})",
                       R"({"msg_id":4,"type":"read","key":"k"})"}));
}

const auto kAddOne = [](std::optional<std::int64_t> count) { return count.value_or(0) + 1; };

TEST_F(OfLinKv, UpdatesByCompareAndSet) {
  EXPECT_EQ(value(self().lin_kv().update<std::int64_t>("count", kAddOne)), 1);
  EXPECT_EQ(value(self().lin_kv().update<std::int64_t>("count", kAddOne)), 2);
  EXPECT_EQ(value(self().lin_kv().read<std::int64_t>("count")), 2);
}

TEST_F(OfLinKv, UpdatesAnewWhenAnotherWasFaster) {
  int calls = 0;
  const auto contended = [&](std::optional<std::int64_t> count) {
    if (++calls <= 3) {  // between the read and the cas; at first the key does not exist
      another("lin-kv", R"("type":"write","key":"count","value":)" + std::to_string(100 * calls));
    }
    return count.value_or(0) + 1;
  };
  EXPECT_EQ(value(self().lin_kv().update<std::int64_t>("count", contended)), 301);
  EXPECT_EQ(calls, 4);
}

TEST_F(OfLinKv, UpdatesNothingIfTheChangeThrows) {
  value(self().lin_kv().write("count", 7));
  const auto refuse = [](std::optional<int> count) -> int {
    throw Error(ErrorCode::kAbort, "it is " + std::to_string(*count) + " already");
  };
  const Result<int> result = run(self().lin_kv().update<int>("count", refuse));
  EXPECT_STREQ(result.error().what(), "it is 7 already");
  EXPECT_EQ(value(self().lin_kv().read<int>("count")), 7);
}

TEST_F(OfLinKv, UpdatesValuesThatNoTypeHolds) {
  value(self().lin_kv().write("k", RawJson{"[1e400 ]"}));
  const auto wrap = [](const std::optional<JsonText>& now) { return json_object("was", *now); };
  value(self().lin_kv().update("k", wrap));
  EXPECT_EQ(value(self().lin_kv().read("k")).text(), R"({"was":[1e400 ]})");
}

TEST_F(OfLinKv, TimesOutAfterOneSecondUnlessToldOtherwise) {
  std::vector<std::string> errors;
  const auto note = [&errors](const Result<JsonText>& result) { errors.emplace_back(result.error().what()); };
  self().spawn(self().lin_kv().read("k"), note);
  self().spawn(self().lin_kv(250ms).read("k"), note);
  node.pass(kSecond / 4);
  EXPECT_EQ(errors, std::vector<std::string>{"no reply from lin-kv within 0.25 s"});
  node.pass(kSecond);
  EXPECT_EQ(errors.back(), "no reply from lin-kv within 1.0 s");
}

// As in a store that is not linearizable: the two operations see different states.
TEST_F(OfLinKv, UpdatesAnewWhenTheKeyIsGoneMeanwhile) {
  std::optional<Result<std::int64_t>> result;
  self().spawn(self().seq_kv().update<std::int64_t>("count", kAddOne),
               [&result](Result<std::int64_t> r) { result.emplace(std::move(r)); });
  node.said();
  EXPECT_EQ(node.hear("seq-kv", R"("type":"read_ok","in_reply_to":1,"value":7)"),
            line_to("seq-kv", R"("msg_id":2,"type":"cas","key":"count","from":7,"to":8)"));
  EXPECT_EQ(node.hear("seq-kv", R"("type":"error","in_reply_to":2,"code":20)"),
            line_to("seq-kv", R"("msg_id":3,"type":"read","key":"count")"));
  EXPECT_EQ(node.hear("seq-kv", R"("type":"error","in_reply_to":3,"code":20)"),
            line_to("seq-kv", R"("msg_id":4,"type":"cas","key":"count","from":{"maelstrom-node":"no value"},"to":1,)"
                              R"("create_if_not_exists":true)"));
  EXPECT_EQ(node.hear("seq-kv", R"("type":"cas_ok","in_reply_to":4)"), "");
  EXPECT_EQ(result->value(), 1);
}

TEST_F(OfLinKv, UpdateDoesNotTryForEverToMakeAKeyThatCannotBeMade) {
  std::optional<Result<std::int64_t>> result;
  self().spawn(self().lin_kv().update<std::int64_t>("count", kAddOne),
               [&result](Result<std::int64_t> r) { result.emplace(std::move(r)); });
  node.hear("lin-kv", R"("type":"error","in_reply_to":1,"code":20)");
  EXPECT_EQ(node.hear("lin-kv", R"("type":"error","in_reply_to":2,"code":20,"text":"no")"), "");
  EXPECT_EQ(result->error().code(), ErrorCode::kKeyDoesNotExist);
}

// The change may have been made: repeating it would be an error.
TEST_F(OfLinKv, UpdateDoesNotGoOnAfterATimeout) {
  std::optional<Result<std::int64_t>> result;
  self().spawn(self().lin_kv().update<std::int64_t>("count", kAddOne),
               [&result](Result<std::int64_t> r) { result.emplace(std::move(r)); });
  node.hear("lin-kv", R"("type":"read_ok","in_reply_to":1,"value":1)");
  node.pass(kSecond);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->error().code(), ErrorCode::kTimeout);
  EXPECT_FALSE(result->error().definite());
}

TEST_F(OfLinKv, WorksByCallbackToo) {
  std::vector<std::string> results;
  self().spawn(self().lin_kv().write("k", 7), [&](Result<void> written) {
    results.emplace_back(written.ok() ? "written" : "failed");
    self().spawn(self().lin_kv().read<int>("k"),
                 [&](Result<int> value) { results.push_back(std::to_string(value.value())); });
  });
  settle();
  EXPECT_EQ(results, (std::vector<std::string>{"written", "7"}));
}

TEST_F(OfLinKv, AnswersAClientWithTheServicesError) {
  const auto read = [](Request& request) -> Task<> {
    const JsonText value = co_await self().lin_kv().read(request.field("key"));
    request.reply("await_ok", {{"value", value}});
  };
  EXPECT_EQ(answer_to_c1(read, R"(,"key":["k",1])"), answer(R"("type":"error","code":20,"text":"key does not exist")"));
  value(self().lin_kv().write(RawJson{R"(["k",1])"}, RawJson{"1e400"}));
  EXPECT_EQ(answer_to_c1(read, R"(,"key":["k", 1])"), answer(R"("type":"await_ok","value":1e400)"));
}

TEST_F(OfLinKv, AnswersAfterManyOperations) {
  const auto count = [](Request& request) -> Task<> {
    std::int64_t sum = 0;
    for (int i = 0; i < 100; ++i) {
      sum += co_await self().lin_kv().update<std::int64_t>("count", kAddOne);
    }
    request.reply("await_ok", {{"sum", sum}});
  };
  EXPECT_EQ(answer_to_c1(count), answer(R"("type":"await_ok","sum":5050)"));
}

TEST_F(OfSeqKv, ReadsTheLatestValueWhereARecentReadMayBeOld) {
  node.platform.random_step = 1;
  int old = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    make_services(seed);
    for (int i = 1; i <= 10; ++i) {
      another("seq-kv", R"("type":"write","key":"k","value":)" + std::to_string(i));
    }
    old += value(self().seq_kv().read_or("k", 0)) != 10 ? 1 : 0;
    EXPECT_EQ(value(self().seq_kv().read_latest<int>("k")), 10) << seed;
    another("seq-kv", R"("type":"write","key":"k","value":11)");
    EXPECT_EQ(value(self().seq_kv().read_latest<int>("k")), 11) << seed;
  }
  EXPECT_GT(old, 0) << "the service never returned an old value, so the test proves nothing";
}

TEST_F(OfSeqKv, ReadsTheLatestByWritingSomethingNew) {
  node.platform.random_step = 1;
  value(self().seq_kv().write("k", 1));
  value(self().seq_kv().read_latest("k"));
  value(self().seq_kv().read_latest("k"));
  ASSERT_EQ(heard.size(), 5U);
  const auto first = nlohmann::json::parse(heard[1]);
  const auto second = nlohmann::json::parse(heard[3]);
  EXPECT_EQ(first["key"], "maelstrom-node/read-latest/n1");
  EXPECT_EQ(first["key"], second["key"]);
  EXPECT_NE(first["value"], second["value"]);
}

TEST_F(OfSeqKv, DoesNotGuessANonceWithoutRandomness) {
  node.platform.has_randomness = false;
  EXPECT_EQ(code(self().seq_kv().read_latest("k")), ErrorCode::kTemporarilyUnavailable);
  EXPECT_TRUE(heard.empty());
}

TEST_F(OfSeqKv, UpdatesThoughItsReadsMayBeOld) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    make_services(seed);
    for (int i = 1; i <= 10; ++i) {
      another("seq-kv", R"("type":"write","key":"count","value":)" + std::to_string(i));
    }
    EXPECT_EQ(value(self().seq_kv().update<std::int64_t>("count", kAddOne)), 11) << seed;
  }
}

// The reason why LwwKv::cas has no Create.
TEST_F(OfLwwKv, IgnoresCreateIfNotExists) {
  EXPECT_NE(another("lww-kv", R"("type":"cas","key":"k","from":null,"to":1,"create_if_not_exists":true)")
                .find(R"("code":20)"),
            std::string::npos);
  EXPECT_EQ(code(self().lww_kv().cas("k", nullptr, 1)), ErrorCode::kKeyDoesNotExist);
}

TEST_F(OfLwwKv, ReadsWritesAndUpdatesAsSoonAsItsReplicasHaveMet) {
  EXPECT_EQ(value(self().lww_kv().read_or("k", 0)), 0);
  EXPECT_EQ(value(self().lww_kv().update<std::int64_t>("k", kAddOne)), 1);
  EXPECT_EQ(heard.back().find("create_if_not_exists"), std::string::npos);
  std::int64_t read = 0;
  for (int i = 0; i < 100 && read != 1; ++i) {
    read = value(self().lww_kv().read_or("k", std::int64_t{0}));
  }
  EXPECT_EQ(read, 1);
}

TEST_F(OfLinTso, GivesGreaterAndGreaterTimestamps) {
  std::int64_t last = -1;
  for (int i = 0; i < 10; ++i) {
    another("lin-tso", R"("type":"ts")");
    const std::int64_t ts = value(self().lin_tso().ts());
    EXPECT_GT(ts, last);
    last = ts;
  }
}

}  // namespace
}  // namespace maelstrom::tests
