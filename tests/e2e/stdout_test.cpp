#include <chrono>
#include <csignal>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

// stdout contains only envelopes, whatever a plugin does.

TEST(Stdout, HasNothingOfWhatAPluginPrints) {
  const auto result =
      run(host_with({"--plugin", fixture("prints")}), std::string(kInit) + line(R"("type":"print","msg_id":2)"));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) + R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"print_ok"}})"
                                               "\n");
  EXPECT_TRUE(contains(result.err, "puts at load\n")) << result.err;
  for (const char* where : {"load", "create", "start", "message", "stop", "destroy"}) {
    for (const char* how : {"printf", "cout", "write", "child"}) {
      EXPECT_TRUE(contains(result.err, std::string(how) + " in " + where + "\n")) << how << " in " << where;
    }
  }
}

TEST(Stdout, HasOnlyTheDescriptionOfAPluginThatPrints) {
  const auto result = run(host_with({"--plugin", fixture("prints"), "--describe"}));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(nlohmann::json::parse(result.out)["name"], "prints");
  EXPECT_TRUE(contains(result.err, "puts at load\n")) << result.err;
}

TEST(Stdout, MayBeAPipeThatDoesNotBlock) {
  std::string input(kInit);
  constexpr int kLast = 20'000;  // more than a pipe can hold
  for (int i = 2; i <= kLast; ++i) {
    input += line(R"("type":"echo","echo":0,"msg_id":)" + std::to_string(i));
  }
  ProcessOptions options;
  options.input = file_with(input);
  options.output_does_not_block = true;
  options.output_waits = true;
  Process process(host_with({"--plugin", "echo"}), options);
  ASSERT_TRUE(process.wait_for_log("n1: "));
  process.let_read();
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(documents(result.out).size(), kLast);
}

// The error that the host returned to the plugin, and its log, after the plugin broke the contract in this way.
void expect_refused(const std::string& type, int status, const std::string& reason) {
  const auto result = run(host_with({"--plugin", fixture("bad_sender")}),
                          std::string(kInit) + line("\"type\":\"" + type + R"(","msg_id":2)"));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) +
                            R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"status","status":)" +
                            std::to_string(status) + "}}\n");
  EXPECT_TRUE(contains(result.err, reason)) << result.err;
  EXPECT_TRUE(contains(result.err, "1 refused")) << result.err;
}

TEST(Stdout, HasNoMessageToAnUnknownNode) {
  expect_refused("send_to_unknown_node", -3, "refused a message of plugin bad-sender to n99: it is no node");
}

TEST(Stdout, HasNoBodyWithANewline) {
  expect_refused("send_newline", -2, "the body has a line break");
}

TEST(Stdout, HasNoInvalidJson) {
  expect_refused("send_invalid_json", -2, "the body is not JSON: expected a value at byte 20");
}

TEST(Stdout, HasNoInvalidReply) {
  expect_refused("reply_invalid_json", -2, "the body is not a JSON object: \"hello\"");
}

TEST(Stdout, HasNoMsgIdOfThePlugin) {
  expect_refused("send_msg_id", -2, "the body has msg_id, which is the host's to set");
}

TEST(Stdout, HasNoSecondReply) {
  const auto result = run(host_with({"--plugin", fixture("bad_sender")}),
                          std::string(kInit) + line(R"("type":"reply_twice","msg_id":2)"));
  EXPECT_EQ(result.out, std::string(kInitOk) + R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"first"}})"
                                               "\n");
  EXPECT_TRUE(contains(result.err, "the request has been answered already")) << result.err;
}

TEST(Stdout, HasNoReplyPastTheDeadline) {
  const auto result = run(host_with({"--plugin", fixture("blocks"), "--reply-deadline", "0.2"}),
                          std::string(kInit) + line(R"("type":"block","msg_id":2)") +
                              R"({"src":"c2","dest":"n1","body":{"type":"unknown","msg_id":3}})" + "\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, kInitOk);
  EXPECT_TRUE(contains(result.err, R"(did not answer msg_id 3 from "c2" with error 10)")) << result.err;
  EXPECT_TRUE(contains(result.err, "dropped a late reply of plugin blocks to \"c1\"")) << result.err;
  EXPECT_TRUE(contains(result.err, "the reply deadline is 0.2 s")) << result.err;
  EXPECT_TRUE(contains(result.err, "2 requests expired")) << result.err;
}

// A stop (SIGSTOP, as a nemesis does it) interrupts the wait for input like any signal, but input from that time is
// old.
TEST(Stdout, HasNoReplyToARequestThatCameWhileTheNodeWasStopped) {
  using namespace std::chrono_literals;
  const auto request = [](const std::string& type, int msg_id) {
    return line(R"("type":")" + type + R"(","msg_id":)" + std::to_string(msg_id));
  };
  // Without a timer the host waits in read, with a timer in poll.
  for (const auto& [plugin, type] : {std::pair("blocks", "answer"), {"deferred", "after"}}) {
    Process process(host_with({"--plugin", fixture(plugin), "--reply-deadline", "1", "--log-level", "debug"}));
    process.write(kInit);
    ASSERT_EQ(process.read_line().value_or("nothing") + "\n", kInitOk);
    if (std::string_view(plugin) == "deferred") {
      process.write(request("rpc", 9));  // it gets no reply, so its timer runs
    }
    process.signal(SIGSTOP);
    process.write(request(type, 2));
    std::this_thread::sleep_for(1200ms);  // the request becomes older than the deadline
    process.signal(SIGCONT);
    ASSERT_TRUE(process.wait_for_log("dropped a late reply of plugin")) << plugin;
    process.signal(SIGSTOP);
    std::this_thread::sleep_for(1200ms);
    process.signal(SIGCONT);
    process.write(request(type, 3));  // perhaps before the node has noticed that it was continued
    ASSERT_TRUE(process.wait_for_log(R"("msg_id":3)")) << plugin;
    // Eventually the node finds its input empty, and later input is new.
    for (int msg_id = 10; msg_id < 20; ++msg_id) {
      process.write(request(type, msg_id));
      ASSERT_TRUE(process.wait_for_log(R"("msg_id":)" + std::to_string(msg_id))) << plugin;
      std::this_thread::sleep_for(20ms);
    }
    std::string out;
    while (!contains(out, R"("in_reply_to":1)")) {  // one of these
      out = process.read_line().value();
    }
    EXPECT_FALSE(contains(process.finish().out, R"("in_reply_to":2)")) << plugin;
  }
}

// Input after a slow handler has returned is new, even if it is the first read since then.
TEST(Stdout, HasTheReplyToARequestThatCameAfterASlowHandler) {
  using namespace std::chrono_literals;
  bool answered = false;
  for (int attempt = 0; attempt < 10 && !answered; ++attempt) {
    Process process(host_with({"--plugin", fixture("blocks"), "--reply-deadline", "0.2"}));
    process.write(std::string(kInit) + line(R"("type":"block","msg_id":2)"));
    ASSERT_TRUE(process.wait_for_log("dropped a late reply"));
    std::this_thread::sleep_for(20ms);  // until the host finds its input empty; otherwise another attempt
    process.write(line(R"("type":"answer","msg_id":3)"));
    answered = contains(process.finish().out, R"("in_reply_to":3)");
  }
  EXPECT_TRUE(answered);
}

TEST(Stdout, HasALateReplyIfThereIsNoDeadline) {
  const auto result = run(host_with({"--plugin", fixture("blocks"), "--reply-deadline", "0"}),
                          std::string(kInit) + line(R"("type":"block","msg_id":2)"));
  EXPECT_EQ(result.out, std::string(kInitOk) + R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"ok"}})"
                                               "\n");
}

TEST(Stdout, HasError13WithTheTextOfAnException) {
  const auto result = run(host_with({"--plugin", fixture("throws"), "--set", "where=message"}),
                          std::string(kInit) + line(R"("type":"ask","msg_id":2)") + line(R"("type":"ask","msg_id":3)"));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto replies = documents(result.out);
  ASSERT_EQ(replies.size(), 3U);
  for (const int i : {1, 2}) {
    const auto& body = replies[static_cast<std::size_t>(i)]["body"];
    EXPECT_EQ(body,
              nlohmann::json({{"type", "error"}, {"code", 13}, {"text", "thrown in message"}, {"in_reply_to", i + 1}}));
  }
}

TEST(Stdout, HasAnErrorInsteadOfInitOkWhenStartThrows) {
  const auto result = run(host_with({"--plugin", fixture("throws"), "--set", "where=start"}), kInit);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, R"({"src":"n1","dest":"c0","body":{"in_reply_to":1,"type":"error","code":13,)"
                        R"("text":"thrown in start"}})"
                        "\n");
}

TEST(Stdout, SurvivesExceptionsInTimersAndInStop) {
  Process process(host_with({"--plugin", fixture("throws"), "--set", "where=timer"}));
  process.write(std::string(kInit) + line(R"("type":"ask","msg_id":2)"));
  EXPECT_TRUE(process.wait_for_log("a timer failed: thrown in timer"));
  process.write(line(R"("type":"ask","msg_id":3)"));
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(documents(result.out).size(), 3U) << result.out;
  const auto stopped = run(host_with({"--plugin", fixture("throws"), "--set", "where=stop"}), kInit);
  EXPECT_EQ(stopped.exit_code, 0) << stopped.err;
  EXPECT_EQ(stopped.out, kInitOk);
  EXPECT_TRUE(contains(stopped.err, "stop failed: thrown in stop")) << stopped.err;
}

}  // namespace
}  // namespace maelstrom::tests
