// A node that runs a C++ workload in this process: like MAELSTROM_PLUGIN, but without a library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <maelstrom/workload.hpp>

#include "fake_platform.hpp"
#include "host/node/node.hpp"

namespace maelstrom::tests {

// The descriptor of W, which declares the message types `types`, an array of static lifetime.
template <class W, std::size_t kCount>
maelstrom_plugin plugin_of(const char* const (&types)[kCount]) {
  PluginFunctions<W>::types = types;
  return detail::describe<W>("under-test", "1.0.0", "A workload under test", types);
}

template <class W>
class WorkloadNode {
 public:
  template <std::size_t kCount>
  explicit WorkloadNode(const char* const (&types)[kCount], host::NodeOptions options = {})
      : plugin_(plugin_of<W>(types)), node_(plugin_, platform, std::move(options)) {
    say(R"("type":"init","node_id":"n1","node_ids":["n1","n2"])");
  }

  // Sends a body with these members from c1, and returns the answers.
  std::string say(std::string_view members) { return hear("c1", members); }

  // The same for any sender.
  std::string hear(std::string_view src, std::string_view members) {
    node_.receive(R"({"src":")" + std::string(src) + R"(","dest":"n1","body":{)" + std::string(members) + "}}",
                  platform.now);
    return said();
  }

  // Advances time, runs due events, and returns the node's output.
  std::string pass(std::int64_t ns) {
    platform.now += ns;
    node_.advance();
    return said();
  }

  // Takes the node's output.
  std::string said() {
    std::string bytes(node_.lines().bytes());
    node_.lines().clear();
    return bytes;
  }

  host::Node& node() { return node_; }

  FakePlatform platform;

 private:
  maelstrom_plugin plugin_;
  host::Node node_;
};

// The line of a message from n1 whose body has these members.
inline std::string line_to(std::string_view dest, std::string_view members) {
  return R"({"src":"n1","dest":")" + std::string(dest) + R"(","body":{)" + std::string(members) + "}}\n";
}

// The line that answers msg_id 1 of c1 with a body of these members.
inline std::string answer(std::string_view members) {
  return R"({"src":"n1","dest":"c1","body":{"in_reply_to":1,)" + std::string(members) + "}}\n";
}

}  // namespace maelstrom::tests
