#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

// Work that is due while no input arrives. The input stays open, so only the loop itself can have done it.
class Deferred : public ::testing::Test {
 protected:
  void SetUp() override {
    process.write(kInit);
    ASSERT_EQ(process.read_line().value_or("") + "\n", kInitOk);
  }

  void TearDown() override {
    const auto result = process.finish();
    EXPECT_EQ(result.exit_code, 0) << result.err;
  }

  static std::string ok(const std::string& members) {
    return R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"deferred_ok")" + members + "}}";
  }

  // Reads the request that the plugin sends, and returns its msg_id; the first one is arbitrary.
  std::int64_t read_ask() {
    const auto ask = nlohmann::json::parse(process.read_line().value_or("null"));
    EXPECT_EQ(ask["dest"], "n2");
    EXPECT_EQ(ask["body"]["type"], "ask");
    return ask["body"]["msg_id"].get<std::int64_t>();
  }

  Process process{host_with({"--plugin", fixture("deferred")})};
};

TEST_F(Deferred, AnswersFromATimer) {
  process.write(line(R"("type":"after","msg_id":2)"));
  EXPECT_EQ(process.read_line(), ok(""));
}

TEST_F(Deferred, AnswersFromAPostOfAnotherThread) {
  process.write(line(R"("type":"post","msg_id":2)"));
  EXPECT_EQ(process.read_line(), ok(""));
}

TEST_F(Deferred, AnswersFromManyThreads) {
  constexpr int kRequests = 50;
  for (int msg_id = 0; msg_id < kRequests; ++msg_id) {
    process.write(line(R"("type":"post","msg_id":)" + std::to_string(msg_id)));
  }
  std::vector<bool> answered(kRequests, false);
  for (int i = 0; i < kRequests; ++i) {
    const auto reply = nlohmann::json::parse(process.read_line().value_or("null"));
    answered.at(reply["body"]["in_reply_to"].get<std::size_t>()) = true;
  }
  EXPECT_EQ(answered, std::vector<bool>(kRequests, true));
}

TEST_F(Deferred, AnswersWhileThreadsLogAndPost) {
  constexpr int kThreads = 4;
  constexpr int kRequests = 1000;
  std::string input;
  for (int msg_id = 0; msg_id < kThreads + kRequests; ++msg_id) {
    input += line(R"("type":")" + std::string(msg_id < kThreads ? "chatter" : "after") + R"(","msg_id":)" +
                  std::to_string(msg_id));
  }
  process.write(input);
  int chattered = 0;
  for (int i = 0; i < kThreads + kRequests; ++i) {
    const auto reply = nlohmann::json::parse(process.read_line().value_or("null"));
    const bool is_chatter = reply["body"]["in_reply_to"] < kThreads;
    EXPECT_EQ(reply["body"].value("status", 0), is_chatter ? 1000 : 0) << reply;
    chattered += is_chatter ? 1 : 0;
  }
  EXPECT_EQ(chattered, kThreads);
}

TEST_F(Deferred, AnswersFromTheReplyOfAnRpc) {
  process.write(line(R"("type":"rpc","msg_id":2)"));
  process.write(R"({"src":"n2","dest":"n1","body":{"type":"ask_ok","in_reply_to":)" + std::to_string(read_ask()) +
                "}}\n");
  EXPECT_EQ(process.read_line(), ok(R"(,"status":0)"));
}

TEST_F(Deferred, AnswersFromTheTimeoutOfAnRpc) {
  process.write(line(R"("type":"rpc_timeout","msg_id":2)"));
  read_ask();
  EXPECT_EQ(process.read_line(), ok(R"(,"status":-11)"));
}

}  // namespace
}  // namespace maelstrom::tests
