// A node for measurements in one process: time advances only on request, and nothing is logged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <maelstrom/abi.h>

#include "host/node/node.hpp"
#include "host/node/platform.hpp"

namespace maelstrom::bench {

class StillPlatform final : public host::Platform {
 public:
  std::int64_t monotonic_ns() override { return now; }
  std::int64_t coarse_monotonic_ns() override { return now; }
  std::int64_t wall_clock_ns() override { return now; }
  bool random_bytes(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) {
      byte = std::byte{7};
    }
    return true;
  }
  maelstrom_log_level log_level() override { return MAELSTROM_LOG_INFO; }
  void log(maelstrom_log_level /*level*/, std::string_view /*text*/) override {}
  void wake() override {}

  std::int64_t now = 0;
};

// A started node.
class StillNode {
 public:
  explicit StillNode(const maelstrom_plugin& plugin) : node(plugin, platform, {}) {
    receive(
        R"({"id":0,"src":"c0","dest":"n0","body":{"type":"init","node_id":"n0","node_ids":["n0","n1"],"msg_id":1}})");
    receive(R"({"src":"n1","dest":"n0","body":{"type":"hello_ok","in_reply_to":0}})");
  }

  // Feeds a line, and discards the node's output.
  void receive(std::string_view line) {
    node.receive(line, platform.now);
    node.lines().clear();
  }

  // Advances time and runs due events.
  void pass(std::int64_t ns) {
    platform.now += ns;
    node.advance();
    node.lines().clear();
  }

  StillPlatform platform;
  host::Node node;
};

// A plugin that ignores every "drop". Provides the host's table to the benchmark.
class SilentPlugin {
 public:
  static const maelstrom_plugin& descriptor() {
    static constexpr const char* kTypes[] = {"drop"};
    static constexpr maelstrom_plugin kDescriptor = {sizeof(maelstrom_plugin),
                                                     MAELSTROM_ABI_MINOR,
                                                     0,
                                                     1,
                                                     "silent",
                                                     "1.0.0",
                                                     "Drops",
                                                     kTypes,
                                                     create,
                                                     start,
                                                     message,
                                                     ignore,
                                                     ignore};
    return kDescriptor;
  }

  // The table of the last created node.
  static const maelstrom_host* host() { return last_host(); }

 private:
  static const maelstrom_host*& last_host() {
    static const maelstrom_host* host = nullptr;
    return host;
  }
  static void* create(const maelstrom_host* host) {
    last_host() = host;
    return &last_host();
  }
  static maelstrom_status start(void* /*instance*/) { return MAELSTROM_OK; }
  static maelstrom_status message(void* /*instance*/, const maelstrom_message* /*message*/) { return MAELSTROM_OK; }
  static void ignore(void* /*instance*/) {}
};

}  // namespace maelstrom::bench
