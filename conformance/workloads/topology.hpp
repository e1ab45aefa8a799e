// The topologies of broadcast: which nodes the workload suggests as each node's neighbours (jepsen-io/maelstrom,
// src/maelstrom/workload/broadcast.clj at commit cb7f072).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/node_index.hpp"

namespace maelstrom::conformance {

enum class Topology : std::uint8_t { kGrid, kLine, kTree2, kTree3, kTree4, kTotal };

// "grid", "line", "tree" (= "tree2"), "tree2", "tree3", "tree4" or "total"; nullopt for any other name.
std::optional<Topology> parse_topology(std::string_view name);
std::string_view topology_name(Topology topology);

// Every name that parse_topology accepts.
std::vector<std::string_view> every_topology();

// These names, separated by commas.
std::string topology_names();

// The neighbours of each node, in Maelstrom's order. Empty for a line of fewer than two nodes.
std::vector<std::vector<NodeIndex>> neighbours(Topology topology, std::size_t node_count);

// The topology as in the message: {"n0":["n1"],"n1":["n0"]}.
std::string topology_json(Topology topology, const std::vector<std::string>& nodes);

}  // namespace maelstrom::conformance
