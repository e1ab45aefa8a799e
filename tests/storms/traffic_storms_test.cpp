#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "storm_host.hpp"

namespace maelstrom::tests {
namespace {

std::string echo_from(const std::string& src, std::size_t msg_id, const std::string& payload = "x") {
  return R"({"src":")" + src + R"(","dest":"n1","body":{"type":"echo","msg_id":)" + std::to_string(msg_id) +
         R"(,"echo":")" + payload + "\"}}\n";
}

// Waits until the host has found its input empty: earlier input may count as arrived while it was busy, and be too old.
void wait_for_idle(StormHost& host) {
  EXPECT_TRUE(host.process().wait_for_log("dropped a late reply of plugin storm"));
  std::this_thread::sleep_for(std::chrono::seconds(1));
}

TEST(TrafficStorm, ClientsThatAreNeverSeenAgain) {
  StormHost host("clients that vanish before the reply");
  for (std::size_t i = 0; i < storm_size(100'000, 2'000); ++i) {
    host.attempt(echo_from("c" + std::to_string(i + 1), 1));
  }
  host.expect_alive();
  EXPECT_LT(host.memory(), 64 * kMegabyte);
  host.finish();
}

// The plugin answers twice as late as the deadline allows: no reply may be sent, because the clients may have timed
// out.
TEST(TrafficStorm, RepliesThatComeTooLate) {
  StormHost host("replies past the deadline", {"--reply-deadline", "0.2"});
  const std::size_t count = storm_size(10'000, 500);
  for (std::size_t i = 0; i < count; ++i) {
    host.attempt(request("defer", static_cast<std::int64_t>(i), R"(,"ms":400)"));
  }
  wait_for_idle(host);
  const auto result = host.finish(count);
  EXPECT_TRUE(contains(result.err, "requests expired")) << result.err.substr(0, 2000);
}

TEST(TrafficStorm, OneMsgIdAgainAndAgain) {
  StormHost host("duplicate msg_ids");
  for (std::size_t i = 0; i < storm_size(100'000, 2'000); ++i) {
    host.attempt(echo_from("c1", 7, std::to_string(i)));
  }
  host.finish();
}

TEST(TrafficStorm, InitAgainWithOtherIds) {
  StormHost host("init again, with other ids");
  for (std::size_t i = 0; i < storm_size(1'000, 30); ++i) {
    const std::string id = "n" + std::to_string(i + 2);
    host.attempt(R"({"src":"c9","dest":"n1","body":{"type":"init","msg_id":1,"node_id":")" + id + R"(","node_ids":[")" +
                 id + "\"]}}\n");
  }
  const auto result = host.finish();  // every line of stdout is from n1
  EXPECT_TRUE(contains(result.err, "init again: this node keeps its id and its state"));
}

TEST(TrafficStorm, DestinationsThatDoNotExist) {
  constexpr std::size_t kCount = 10'000;
  StormHost host("messages to 10,000 unknown destinations");
  host.attempt(request("send", 5, R"(,"to":"x","numbered":true,"count":10000)"));
  EXPECT_EQ(host.await(5).value("accepted", -1), 0);
  const auto result = host.finish();
  EXPECT_TRUE(contains(result.err, "refused a message of plugin storm to x9999: it is no node of the cluster"));
  EXPECT_TRUE(contains(result.err, std::to_string(kCount) + " refused"));
}

// Messages that wait during a handler become old: each is answered if it is recent enough, otherwise named in the log.
TEST(TrafficStorm, AHandlerThatBlocks) {
  const bool whole = whole_storms();
  StormHost host("a handler that blocks for 6 s (small: 0.6 s)", {"--reply-deadline", whole ? "4.5" : "0.45"});
  host.attempt(request("block", 5, whole ? R"(,"ms":6000)" : R"(,"ms":600)"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // so that the handler already blocks
  constexpr std::size_t kWaiting = 500;  // input that does not fit into the pipe arrives after the handler has returned
  for (std::size_t i = 0; i < kWaiting; ++i) {
    host.attempt(echo_from("c1", i));
  }
  wait_for_idle(host);
  const auto result = host.finish(1 + kWaiting);
  EXPECT_TRUE(contains(result.err, std::to_string(1 + kWaiting) + " requests expired")) << result.err.substr(0, 2000);
}

// Its stdout is not read, and requests keep arriving: it must stop reading, not fill the memory.
TEST(TrafficStorm, AReaderThatStalls) {
  ProcessOptions options;
  options.output_waits = true;
  StormHost host("a reader that stalls for 10 s (small: 0.5 s)", {"--reply-deadline", "0"}, options);
  const std::string payload(1'000, 'x');
  const std::size_t count = storm_size(100'000, 2'000);
  std::thread client([&] {
    for (std::size_t i = 0; i < count; ++i) {
      host.attempt(echo_from("c1", i, payload));
    }
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(whole_storms() ? 10'000 : 500));
  EXPECT_LT(host.memory(), 32 * kMegabyte);
  host.process().let_read();
  client.join();
  host.expect_alive();
  host.finish();
}

TEST(TrafficStorm, AReaderThatHasGone) {
  const std::size_t times = storm_size(100, 3);
  std::size_t lost = 0;
  for (std::size_t i = 0; i < times; ++i) {
    ProcessOptions options;
    options.output_has_no_reader = true;
    const auto result =
        run(host_with({"--plugin", fixture("storm")}), std::string(kInit) + echo_from("c1", 2), options);
    const bool told = result.exit_code == 1 && contains(result.err, "cannot write to stdout") &&
                      contains(result.err, "(its reader has gone)");
    EXPECT_TRUE(told) << result.exit_code << ": " << result.err;
    lost += told ? 0 : 1;
  }
  report_storm("a reader that has gone: exit code 1, said so", times, lost);
}

}  // namespace
}  // namespace maelstrom::tests
