#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/host.hpp>

#include "node_fixture.hpp"

namespace maelstrom::tests {
namespace {

class HostTable : public NodeFixture {};

TEST_F(HostTable, KnowsTheCluster) {
  make();
  const Host host(plugin.host);
  EXPECT_EQ(host.node_id(), "");
  EXPECT_TRUE(host.node_ids().empty());
  say(line_from("c0", R"("type":"init","msg_id":1,"node_id":"n1","node_ids":["n2","n1"])"));
  EXPECT_EQ(host.node_id(), "n1");
  EXPECT_EQ(host.node_ids(), (std::vector<std::string>{"n2", "n1"}));
}

TEST_F(HostTable, SendsOrThrowsTheReason) {
  start();
  hear();
  const Host host(plugin.host);
  host.send("n2", R"({"type":"x"})");
  EXPECT_EQ(said(), "{\"src\":\"n1\",\"dest\":\"n2\",\"body\":{\"type\":\"x\"}}\n");
  try {
    host.send("n9", R"({"type":"x"})");
    ADD_FAILURE() << "it was sent";
  } catch (const Refused& refused) {
    EXPECT_EQ(refused.status(), MAELSTROM_E_DESTINATION);
    EXPECT_EQ(refused.what(), plugin.last_error());
  }
}

TEST_F(HostTable, ReadsTheClocksItIsGiven) {
  make();
  const Host host(plugin.host);
  platform.now = 5;
  platform.wall = 7;
  EXPECT_EQ(host.monotonic_ns(), 5);
  EXPECT_EQ(host.wall_clock_ns(), 7);
}

TEST_F(HostTable, ThrowsTemporarilyUnavailableWithoutRandomness) {
  make();
  const Host host(plugin.host);
  std::array<std::byte, 2> bytes = {};
  platform.random_step = 1;
  host.random_bytes(bytes);
  EXPECT_EQ(bytes[1], std::byte{1});
  platform.has_randomness = false;
  try {
    host.random_bytes(bytes);
    ADD_FAILURE() << "there was randomness";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kTemporarilyUnavailable);
  }
}

TEST_F(HostTable, LogsAndTellsWhatIsKept) {
  make();
  const Host host(plugin.host);
  platform.level = MAELSTROM_LOG_WARN;
  EXPECT_FALSE(host.logs(LogLevel::kInfo));
  EXPECT_TRUE(host.logs(LogLevel::kWarn));
  host.log(LogLevel::kInfo, "low");
  host.log(LogLevel::kError, "high");
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"plugin scripted: high"}), 1U) << platform.log_text();
  EXPECT_EQ(platform.log_text().find("low"), std::string::npos);
}

TEST_F(HostTable, IsTheTableThatThePluginGot) {
  make();
  EXPECT_EQ(Host(plugin.host).table(), plugin.host);
}

}  // namespace
}  // namespace maelstrom::tests
