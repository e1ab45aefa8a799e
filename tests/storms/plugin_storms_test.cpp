#include <string>

#include <gtest/gtest.h>

#include "storm_host.hpp"

namespace maelstrom::tests {
namespace {

// Repeatedly makes the plugin do something that must not harm the node.
Process::Result misbehave(const std::string& type) {
  // Without a deadline: a sanitizer delays the exit of each child that the plugin forks.
  StormHost host("a plugin that does this: " + type, {"--reply-deadline", "0"});
  const auto count = static_cast<std::int64_t>(storm_size(type == "fork" ? 1'000 : 10'000, 10));
  for (std::int64_t id = 1; id <= count; ++id) {
    host.attempt(request(type, id));
  }
  host.await(count);
  host.expect_alive();
  return host.finish();
}

TEST(PluginStorm, WritesToStdout) {
  EXPECT_TRUE(contains(misbehave("write").err, "not JSON\n\n{\"src\":\"n1\"}\n"));
}

// Descriptor 1 is closed after the first time, and one descriptor less is not a leak.
TEST(PluginStorm, ClosesStdout) {
  StormHost host("a plugin that closes fd 1");
  const std::size_t before = host.descriptors();
  for (std::int64_t id = 1; id <= 10; ++id) {
    host.attempt(request("close", id));
    host.await(id);
  }
  EXPECT_EQ(host.descriptors(), before == 0 ? 0 : before - 1);
  host.attempt(request("dup2", 11));  // opens it again
  host.await(11);
  host.attempt(request("write", 12));
  host.await(12);
  host.finish();
}

TEST(PluginStorm, RedirectsStdout) {
  misbehave("dup2");
}

TEST(PluginStorm, ForksAChildThatEndsAsMainWould) {
  EXPECT_TRUE(contains(misbehave("fork").err, "I am the child\n"));
}

TEST(PluginStorm, CallsFromOtherThreads) {
  const auto result = misbehave("threads");
  EXPECT_TRUE(contains(result.err, "it came on another thread; use post to get onto the loop"));
  EXPECT_TRUE(contains(result.out, R"("refused":6)"));
  EXPECT_FALSE(contains(result.out, R"("dest":"n2")"));
}

TEST(PluginStorm, SendsAMillionMessagesInOneHandler) {
  const std::size_t count = storm_size(1'000'000, 20'000);
  StormHost host("messages sent in one handler");
  host.process().write(request("echo", 1, ",\"echo\":1"));  // after this first message the node sends output
  host.await(1);
  host.process().write(request("send", 2, ",\"to\":\"n2\",\"count\":" + std::to_string(count)));
  EXPECT_EQ(host.await(2).value("accepted", std::size_t{0}), count);
  host.expect_alive();
  EXPECT_LT(host.memory(), 64 * kMegabyte);  // the outbox has been freed
  const auto result = host.process().finish();
  EXPECT_EQ(result.exit_code, 0);
  const std::size_t lines = expect_only_envelopes(result.out);
  EXPECT_EQ(lines, count + 4);
  report_storm("messages sent in one handler", count, count + 4 - lines);
}

}  // namespace
}  // namespace maelstrom::tests
