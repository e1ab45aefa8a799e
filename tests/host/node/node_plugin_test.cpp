#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "host/node/host_table.hpp"
#include "node_fixture.hpp"

namespace maelstrom::tests {
namespace {

// The life cycle of an instance, and functions of the host's table other than messages.
class NodePlugin : public NodeFixture {
 protected:
  // Why the plugin's create failed.
  std::string refusal() {
    try {
      make();
    } catch (const host::CreateFailed& failed) {
      return failed.what();
    }
    return "create did not fail";
  }
};

TEST_F(NodePlugin, LivesFromCreateToDestroy) {
  start();
  node.reset();
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create", "start", "stop", "destroy"}));
}

TEST_F(NodePlugin, IsStoppedOnce) {
  start();
  node->stop();
  node->stop();
  node.reset();
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create", "start", "stop", "destroy"}));
}

TEST_F(NodePlugin, IsNotStoppedWhenItNeverStarted) {
  make();
  node.reset();
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create", "destroy"}));
}

TEST_F(NodePlugin, RefusesToRunWithItsOwnReason) {
  plugin.on_create = [this] {
    plugin.host->fail(plugin.host, slice("it is Sunday"));
    return false;
  };
  EXPECT_EQ(refusal(), "it is Sunday");
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create"}));
}

TEST_F(NodePlugin, RefusesToRunWithoutAReason) {
  plugin.on_create = [] { return false; };
  EXPECT_EQ(refusal(), "status -13 and no reason");
}

TEST_F(NodePlugin, RefusesToRunByAnException) {
  plugin.on_create = []() -> bool { throw std::runtime_error("no luck"); };
  EXPECT_EQ(refusal(), "no luck");
}

TEST_F(NodePlugin, LogsWhatStopAndDestroyThrow) {
  start();
  plugin.on_stop = [] { throw std::runtime_error("in stop"); };
  plugin.on_destroy = [] { throw std::runtime_error("in destroy"); };
  node.reset();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"stop failed: in stop"}), 1U) << platform.log_text();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"destroy failed: in destroy"}), 1U) << platform.log_text();
}

TEST_F(NodePlugin, HasItsWorldInCreateButNotItsId) {
  host::NodeOptions options;
  options.plugin_options = {{"size", "7"}};
  plugin.on_create = [this] {
    const maelstrom_host* const host = plugin.host;
    maelstrom_slice value = {};
    EXPECT_EQ(host->option(host, slice("size"), &value), MAELSTROM_OK);
    EXPECT_EQ(text_of(value), "7");
    EXPECT_EQ(host->monotonic_clock(host), platform.now);
    EXPECT_EQ(host->wall_clock(host), platform.wall);
    unsigned char byte = 255;
    EXPECT_EQ(host->random_bytes(host, &byte, 1), MAELSTROM_OK);
    EXPECT_EQ(byte, 0);
    host->log(host, MAELSTROM_LOG_INFO, slice("here I am"));
    EXPECT_EQ(text_of(host->node_id(host)), "");
    EXPECT_EQ(host->node_count(host), 0U);
    return true;
  };
  make(options);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_INFO, {"plugin scripted: here I am"}), 1U) << platform.log_text();
}

TEST_F(NodePlugin, SeesTheWholeTable) {
  make();
  EXPECT_EQ(plugin.host->struct_size, sizeof(maelstrom_host));
  EXPECT_EQ(plugin.host->abi_minor, std::uint32_t{MAELSTROM_ABI_MINOR});
  EXPECT_STREQ(plugin.host->name, host::kHostName);
  EXPECT_STREQ(plugin.host->version, host::kHostVersion);
  EXPECT_TRUE(MAELSTROM_HAS(plugin.host, extension));
  EXPECT_EQ(plugin.host->extension(plugin.host, "org.example.none"), nullptr);
}

TEST_F(NodePlugin, ReadsItsOptionsByNameAndInOrder) {
  host::NodeOptions options;
  options.plugin_options = {{"b", ""}, {"a", "x=y"}};
  make(options);
  maelstrom_slice name = {};
  maelstrom_slice value = {};
  EXPECT_EQ(plugin.host->option(plugin.host, slice("a"), &value), MAELSTROM_OK);
  EXPECT_EQ(text_of(value), "x=y");
  EXPECT_EQ(plugin.host->option(plugin.host, slice("c"), &value), MAELSTROM_E_ABSENT);
  EXPECT_EQ(plugin.last_error(), "unknown option c");
  EXPECT_EQ(plugin.host->option_at(plugin.host, 0, &name, &value), MAELSTROM_OK);
  EXPECT_EQ(text_of(name) + ":" + text_of(value), "a:x=y");
  EXPECT_EQ(plugin.host->option_at(plugin.host, 1, &name, &value), MAELSTROM_OK);
  EXPECT_EQ(text_of(name) + ":" + text_of(value), "b:");
  EXPECT_EQ(plugin.host->option_at(plugin.host, 2, &name, &value), MAELSTROM_E_ABSENT);
  EXPECT_EQ(plugin.host->option(plugin.host, slice("a"), nullptr), MAELSTROM_E_INVALID);
  EXPECT_EQ(plugin.host->option_at(plugin.host, 0, nullptr, &value), MAELSTROM_E_INVALID);
}

TEST_F(NodePlugin, IsToldWhenThereIsNoRandomness) {
  make();
  platform.has_randomness = false;
  unsigned char bytes[8] = {};
  EXPECT_EQ(plugin.host->random_bytes(plugin.host, bytes, sizeof bytes), MAELSTROM_E_RESOURCE);
  EXPECT_EQ(plugin.last_error(), "the system has no randomness to give");
}

TEST_F(NodePlugin, HasAlwaysALastError) {
  make();
  EXPECT_NE(plugin.last_error(), "");
}

TEST_F(NodePlugin, LogsAtEveryLevelThatIsKept) {
  start();
  platform.level = MAELSTROM_LOG_WARN;
  EXPECT_EQ(plugin.host->log_level(plugin.host), MAELSTROM_LOG_WARN);
  plugin.host->log(plugin.host, MAELSTROM_LOG_INFO, slice("too low"));
  plugin.host->log(plugin.host, MAELSTROM_LOG_WARN, slice("kept"));
  plugin.host->log(plugin.host, 99, slice("beyond"));
  plugin.host->log(plugin.host, MAELSTROM_LOG_ERROR, {nullptr, 5});
  EXPECT_EQ(platform.log_text().find("too low"), std::string::npos);
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_WARN, {"n1: plugin scripted: kept"}), 1U) << platform.log_text();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"n1: plugin scripted: beyond"}), 1U) << platform.log_text();
  EXPECT_EQ(platform.logged(MAELSTROM_LOG_ERROR, {"plugin scripted"}), 1U) << platform.log_text();
}

TEST_F(NodePlugin, KeepsTwoInstancesApart) {
  start();
  ScriptedPlugin other;
  host::Node second(other.descriptor(), platform, {});
  second.receive(line_from("c0", R"("type":"init","msg_id":1,"node_id":"n2")"), platform.now);
  EXPECT_EQ(text_of(other.host->node_id(other.host)), "n2");
  EXPECT_EQ(text_of(plugin.host->node_id(plugin.host)), "n1");
  EXPECT_EQ(plugin.calls, (std::vector<std::string>{"create", "start"}));
}

}  // namespace
}  // namespace maelstrom::tests
