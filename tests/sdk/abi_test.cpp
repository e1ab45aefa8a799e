#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

#include <maelstrom/abi.h>

#include "fake_platform.hpp"
#include "host/node/node.hpp"

extern "C" const maelstrom_plugin* plugin_in_c(void);

namespace maelstrom {
namespace {

TEST(Abi, KnowsWhichMembersATableHas) {
  maelstrom_plugin plugin = {};
  plugin.struct_size = sizeof plugin;
  EXPECT_TRUE(MAELSTROM_HAS(&plugin, struct_size));
  EXPECT_TRUE(MAELSTROM_HAS(&plugin, destroy));
  plugin.struct_size = offsetof(maelstrom_plugin, destroy);
  EXPECT_FALSE(MAELSTROM_HAS(&plugin, destroy));
  EXPECT_TRUE(MAELSTROM_HAS(&plugin, stop));
  plugin.struct_size = offsetof(maelstrom_plugin, destroy) + sizeof plugin.destroy - 1;
  EXPECT_FALSE(MAELSTROM_HAS(&plugin, destroy));
}

TEST(Abi, GivesEveryStatusItsOwnNegativeValue) {
  const int failures[] = {MAELSTROM_E_INVALID, MAELSTROM_E_BODY,     MAELSTROM_E_DESTINATION, MAELSTROM_E_ANSWERED,
                          MAELSTROM_E_EXPIRED, MAELSTROM_E_UNKNOWN,  MAELSTROM_E_STATE,       MAELSTROM_E_WRONG_THREAD,
                          MAELSTROM_E_ABSENT,  MAELSTROM_E_RESOURCE, MAELSTROM_E_TIMEOUT,     MAELSTROM_E_CANCELLED,
                          MAELSTROM_E_FAILED};
  int expected = 0;
  for (const int status : failures) {
    EXPECT_EQ(status, --expected);
  }
  EXPECT_EQ(MAELSTROM_OK, 0);
}

TEST(Abi, NamesItsEntryAfterItsMajorVersion) {
  EXPECT_EQ(std::string(MAELSTROM_ENTRY_NAME), "maelstrom_plugin_v" + std::to_string(MAELSTROM_ABI_MAJOR));
  EXPECT_TRUE((std::is_same_v<decltype(&MAELSTROM_ENTRY), maelstrom_plugin_entry>));
}

TEST(Abi, RunsAPluginWrittenInC) {
  tests::FakePlatform platform;
  host::Node node(*plugin_in_c(), platform, {});
  node.receive(R"({"src":"c0","dest":"n1","body":{"type":"init","node_id":"n1"}})", platform.now);
  node.receive(R"({"src":"c1","dest":"n1","body":{"type":"ask","msg_id":2}})", platform.now);
  EXPECT_EQ(node.lines().bytes(), R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"from_c"}})"
                                  "\n");
}

}  // namespace
}  // namespace maelstrom
