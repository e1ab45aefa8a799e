// The name of one run of a node. A restarted node has its old id but none of its old state, so numbers that it gave out
// before the restart must not be confused with those that it gives out after it. [loop]
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <maelstrom/host.hpp>

namespace plugins {

// The node id and 64 random bits, such as n1-a50f5f8c136d7c19: different for every node and for every run of a node.
// Throws Error if the system has no randomness. REQUIRES: the node has started.
inline std::string new_incarnation(const maelstrom::Host& host) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::array<std::byte, 8> bytes;
  host.random_bytes(bytes);
  std::string name = std::string(host.node_id()) + '-';
  for (const std::byte byte : bytes) {
    name += kHex[std::to_integer<std::size_t>(byte >> 4)];
    name += kHex[std::to_integer<std::size_t>(byte & std::byte{0xF})];
  }
  return name;
}

}  // namespace plugins
