// A node with a scripted plugin on a fake platform: lines in, lines out; only the test makes things happen.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "fake_platform.hpp"
#include "host/node/node.hpp"
#include "scripted_plugin.hpp"

namespace maelstrom::tests {

// The line of a message to n1 whose body has these members.
inline std::string line_from(std::string_view src, std::string_view members) {
  return R"({"src":")" + std::string(src) + R"(","dest":"n1","body":{)" + std::string(members) + "}}";
}

class NodeFixture : public ::testing::Test {
 protected:
  void TearDown() override { node.reset(); }

  // Creates the node; throws the exceptions of its constructor.
  void make(host::NodeOptions options = {}) {
    node = std::make_unique<host::Node>(plugin.descriptor(), platform, std::move(options));
  }

  // Creates the node, the first of n1, n2 and n3, and starts it.
  void start(host::NodeOptions options = {}) {
    make(std::move(options));
    ASSERT_EQ(say(line_from("c0", R"("type":"init","msg_id":1,"node_id":"n1","node_ids":["n1","n2","n3"])")),
              R"({"src":"n1","dest":"c0","body":{"in_reply_to":1,"type":"init_ok"}})"
              "\n");
  }

  // Feeds a reply without a request, so that the node's output is sent.
  void hear() { ASSERT_EQ(say(line_from("n2", R"("type":"hello_ok","in_reply_to":0)")), ""); }

  // Feeds one line, and returns the node's output.
  std::string say(std::string_view line) {
    node->receive(line, platform.now);
    return said();
  }

  // Advances time, runs due events, and returns the node's output.
  std::string pass(std::int64_t ns) {
    platform.now += ns;
    node->advance();
    return said();
  }

  // Takes the node's output.
  std::string said() {
    std::string bytes(node->lines().bytes());
    node->lines().clear();
    return bytes;
  }

  FakePlatform platform;
  ScriptedPlugin plugin;
  std::unique_ptr<host::Node> node;
};

}  // namespace maelstrom::tests
