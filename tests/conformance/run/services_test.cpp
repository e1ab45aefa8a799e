#include "conformance/run/services.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "conformance/choices/random.hpp"

namespace maelstrom::conformance {
namespace {

std::unique_ptr<Service> service_of(std::string_view name, std::uint64_t seed) {
  RandomChoices choices(seed);
  return make_service(name, choices);
}

class ServiceTest : public ::testing::Test {
 protected:
  // The members of the reply as an object.
  std::string raw(Service& service, const std::string& body, const std::string& src = "n0") {
    const std::string line = R"({"src":")" + src + R"(","dest":"service","body":)" + body + "}";
    EXPECT_TRUE(reader_.read(line)) << reader_.error();
    return '{' + service.handle(reader_.envelope()) + '}';
  }
  nlohmann::json ask(Service& service, const std::string& body, const std::string& src = "n0") {
    return nlohmann::json::parse(raw(service, body, src));
  }

 private:
  host::EnvelopeReader reader_;
};

class KvTest : public ServiceTest, public ::testing::WithParamInterface<const char*> {
 protected:
  std::unique_ptr<Service> service_ = service_of(GetParam(), 1);
};

using LinKv = ServiceTest;
using SeqKv = ServiceTest;
using LwwKv = ServiceTest;
using LinTso = ServiceTest;

TEST_P(KvTest, AnswersAReadOfAMissingKeyWithError20) {
  const nlohmann::json reply = ask(*service_, R"({"type":"read","key":"x"})");
  EXPECT_EQ(reply, nlohmann::json({{"type", "error"}, {"code", 20}, {"text", "key does not exist"}}));
}

TEST_P(KvTest, AnswersACasOnAMissingKeyWithError20) {
  EXPECT_EQ(ask(*service_, R"({"type":"cas","key":"x","from":1,"to":2})")["code"], 20);
}

TEST_P(KvTest, AcknowledgesAWrite) {
  EXPECT_EQ(ask(*service_, R"({"type":"write","key":"x","value":1})"), nlohmann::json({{"type", "write_ok"}}));
}

TEST_P(KvTest, AnswersAnUnknownTypeWithError10) {
  EXPECT_EQ(ask(*service_, R"({"type":"append","key":"x"})")["code"], 10);
}

TEST_P(KvTest, AnswersARequestThatLacksAFieldWithError12) {
  for (const char* const body : {R"({"type":"read"})", R"({"type":"write","key":1})", R"({"type":"write","value":1})",
                                 R"({"type":"cas","key":1,"from":1})", R"({"type":"cas","key":1,"to":1})"}) {
    EXPECT_EQ(ask(*service_, body)["code"], 12) << body;
  }
}

INSTANTIATE_TEST_SUITE_P(Services, KvTest, ::testing::Values("lin-kv", "seq-kv", "lww-kv"),
                         [](const auto& kind) { return std::string(kind.param).substr(0, 3); });

TEST_F(LinKv, ReadsWhatWasWrittenLast) {
  const auto service = service_of("lin-kv", 1);
  ask(*service, R"({"type":"write","key":"x","value":1})");
  ask(*service, R"({"type":"write","key":"x","value":{"a":[2]}})", "n1");
  EXPECT_EQ(ask(*service, R"({"type":"read","key":"x"})", "n2"),
            nlohmann::json::parse(R"({"type":"read_ok","value":{"a":[2]}})"));
}

TEST_F(LinKv, KeepsTheExactBytesOfAValue) {
  const auto service = service_of("lin-kv", 1);
  ask(*service, R"({"type":"write","key":"x","value":[1.50, 1e400,123456789012345678901234567890]})");
  EXPECT_EQ(raw(*service, R"({"type":"read","key":"x"})"),
            R"({"type":"read_ok","value":[1.50, 1e400,123456789012345678901234567890]})");
}

TEST_F(LinKv, ComparesKeysAsJson) {
  const auto service = service_of("lin-kv", 1);
  ask(*service, R"({"type":"write","key":{"a":1,"b":2},"value":"object"})");
  ask(*service, R"({"type":"write","key":1,"value":"number"})");
  ask(*service, R"({"type":"write","key":"1","value":"string"})");
  EXPECT_EQ(ask(*service, R"({"type":"read","key":{ "b":2, "a":1 }})")["value"], "object");
  EXPECT_EQ(ask(*service, R"({"type":"read","key":1.0})")["code"], 20) << "for Clojure 1.0 is not 1";
  EXPECT_EQ(ask(*service, R"({"type":"read","key":"1"})")["value"], "string");
}

TEST_F(LinKv, SwapsOnlyTheExpectedValue) {
  const auto service = service_of("lin-kv", 1);
  ask(*service, R"({"type":"write","key":"x","value":[1,2]})");
  const nlohmann::json refused = ask(*service, R"({"type":"cas","key":"x","from":3,"to":4})");
  EXPECT_EQ(refused["code"], 22);
  EXPECT_EQ(refused["text"], "current value [1,2] is not 3");
  EXPECT_EQ(ask(*service, R"({"type":"cas","key":"x","from":[1, 2],"to":4})")["type"], "cas_ok");
  EXPECT_EQ(ask(*service, R"({"type":"read","key":"x"})")["value"], 4);
}

TEST_F(LinKv, CreatesAKeyIfToldTo) {
  const auto service = service_of("lin-kv", 1);
  EXPECT_EQ(ask(*service, R"({"type":"cas","key":"x","from":0,"to":1,"create_if_not_exists":false})")["code"], 20);
  EXPECT_EQ(ask(*service, R"({"type":"cas","key":"x","from":0,"to":1,"create_if_not_exists":true})")["type"], "cas_ok");
  EXPECT_EQ(ask(*service, R"({"type":"read","key":"x"})")["value"], 1);
  EXPECT_EQ(ask(*service, R"({"type":"cas","key":"x","from":0,"to":2,"create_if_not_exists":true})")["code"], 22);
}

TEST_F(LinKv, TakesWhateverIsNeitherFalseNorNullForTrue) {
  const auto service = service_of("lin-kv", 1);
  EXPECT_EQ(ask(*service, R"({"type":"cas","key":"x","from":0,"to":1,"create_if_not_exists":null})")["code"], 20);
  EXPECT_EQ(ask(*service, R"({"type":"cas","key":"x","from":0,"to":1,"create_if_not_exists":0})")["type"], "cas_ok");
}

TEST_F(SeqKv, AWriterReadsItsOwnWrites) {
  const auto service = service_of("seq-kv", 2);
  for (int i = 0; i < 100; ++i) {
    const std::string value = std::to_string(i);
    ask(*service, R"({"type":"write","key":"x","value":)" + value + "}", "n" + std::to_string(i % 2));
    EXPECT_EQ(ask(*service, R"({"type":"read","key":"x"})", "n" + std::to_string(i % 2))["value"], i);
  }
}

TEST_F(SeqKv, AReaderMaySeeThePastButNeverGoesBack) {
  const auto service = service_of("seq-kv", 3);
  bool stale = false;
  int last = -1;
  for (int i = 0; i < 500; ++i) {
    ask(*service, R"({"type":"write","key":"x","value":)" + std::to_string(i) + "}", "writer");
    const nlohmann::json reply = ask(*service, R"({"type":"read","key":"x"})", "reader");
    const int value = reply["type"] == "read_ok" ? reply["value"].get<int>() : -1;
    EXPECT_GE(value, last);
    EXPECT_GE(value, i - 32);
    stale = stale || value < i;
    last = value;
  }
  EXPECT_TRUE(stale);
}

TEST_F(SeqKv, AChangeHappensInTheNewestState) {
  const auto service = service_of("seq-kv", 4);
  ask(*service, R"({"type":"write","key":"x","value":0})", "n0");
  int successes = 0;
  for (int i = 0; i < 50; ++i) {
    // Whichever state each of them sees, no two may succeed from the same value.
    for (const char* const node : {"n0", "n1", "n2"}) {
      const std::string from = std::to_string(successes);
      const std::string to = std::to_string(successes + 1);
      const nlohmann::json reply =
          ask(*service, R"({"type":"cas","key":"x","from":)" + from + R"(,"to":)" + to + "}", node);
      successes += reply["type"] == "cas_ok" ? 1 : 0;
    }
  }
  EXPECT_GT(successes, 0);
  ask(*service, R"({"type":"write","key":"barrier","value":1})", "n3");
  EXPECT_EQ(ask(*service, R"({"type":"read","key":"x"})", "n3")["value"], successes);
}

TEST_F(SeqKv, AWriteThatChangesNothingMayHappenInThePast) {
  // The history that Maelstrom's doc/services.md calls legal must be possible.
  bool possible = false;
  for (std::uint64_t seed = 0; seed < 64 && !possible; ++seed) {
    const auto service = service_of("seq-kv", seed);
    ask(*service, R"({"type":"write","key":"x","value":1})", "n1");
    ask(*service, R"({"type":"write","key":"y","value":0})", "n2");
    if (ask(*service, R"({"type":"cas","key":"x","from":1,"to":2})", "n2")["type"] == "cas_ok") {
      ask(*service, R"({"type":"write","key":"x","value":1})", "n1");
      possible = ask(*service, R"({"type":"read","key":"x"})", "n2")["value"] == 2;
    }
  }
  EXPECT_TRUE(possible);
}

TEST_F(LwwKv, MayForgetAndThenRememberAWrite) {
  const auto service = service_of("lww-kv", 5);
  ask(*service, R"({"type":"write","key":"x","value":1})");
  std::set<std::string> answers;
  for (int i = 0; i < 200; ++i) {
    answers.insert(ask(*service, R"({"type":"read","key":"x"})")["type"]);
  }
  EXPECT_TRUE(answers.contains("read_ok"));
  // In the end the replicas agree.
  EXPECT_EQ(ask(*service, R"({"type":"read","key":"x"})")["value"], 1);
}

TEST_F(LwwKv, IsNotLinearizable) {
  bool stale = false;
  for (std::uint64_t seed = 0; seed < 32 && !stale; ++seed) {
    const auto service = service_of("lww-kv", seed);
    ask(*service, R"({"type":"write","key":"x","value":1})");
    stale = ask(*service, R"({"type":"read","key":"x"})")["type"] == "error";
  }
  EXPECT_TRUE(stale);
}

TEST_F(LwwKv, TheReplicasConvergeOnTheNewestWrite) {
  const auto service = service_of("lww-kv", 6);
  for (int i = 0; i < 50; ++i) {
    ask(*service, R"({"type":"write","key":"x","value":)" + std::to_string(i) + "}");
  }
  std::set<int> values;
  for (int i = 0; i < 100; ++i) {
    ask(*service, R"({"type":"read","key":"y"})");
  }
  for (int i = 0; i < 100; ++i) {
    values.insert(ask(*service, R"({"type":"read","key":"x"})")["value"].get<int>());
  }
  EXPECT_EQ(values.size(), 1U);
}

TEST_F(LwwKv, IgnoresCreateIfNotExists) {
  const auto service = service_of("lww-kv", 7);
  EXPECT_EQ(ask(*service, R"({"type":"cas","key":"x","from":0,"to":1,"create_if_not_exists":true})")["code"], 20);
}

TEST_F(LinTso, CountsFromZero) {
  const auto service = service_of("lin-tso", 8);
  EXPECT_EQ(raw(*service, R"({"type":"ts"})"), R"({"type":"ts_ok","ts":0})");
  EXPECT_EQ(raw(*service, R"({"type":"ts"})", "n1"), R"({"type":"ts_ok","ts":1})");
  EXPECT_EQ(ask(*service, R"({"type":"read","key":1})")["code"], 10);
}

}  // namespace
}  // namespace maelstrom::conformance
