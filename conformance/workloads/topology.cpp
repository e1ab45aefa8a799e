#include "conformance/workloads/topology.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

struct TopologyEntry {
  std::string_view name;
  Topology topology;
};

constexpr std::array kTopologies = {
    TopologyEntry{"grid", Topology::kGrid},   TopologyEntry{"line", Topology::kLine},
    TopologyEntry{"tree", Topology::kTree2},  TopologyEntry{"tree2", Topology::kTree2},
    TopologyEntry{"tree3", Topology::kTree3}, TopologyEntry{"tree4", Topology::kTree4},
    TopologyEntry{"total", Topology::kTotal},
};

using Neighbours = std::vector<std::vector<NodeIndex>>;

// Nodes in the rows of a square, row by row; the last rows may be incomplete.
Neighbours grid(std::size_t count) {
  std::size_t side = 1;
  while (side * side < count) {
    ++side;
  }
  Neighbours all(count);
  for (std::size_t node = 0; node < count; ++node) {
    const auto add = [&](bool exists, std::size_t neighbour) {
      if (exists && neighbour < count) {
        all[node].push_back(static_cast<NodeIndex>(neighbour));
      }
    };
    const std::size_t column = node % side;
    add(true, node + side);
    add(node >= side, node - side);
    add(column + 1 < side, node + 1);
    add(column > 0, node - 1);
  }
  return all;
}

Neighbours line(std::size_t count) {
  if (count < 2) {
    return {};
  }
  Neighbours all(count);
  for (std::size_t node = 0; node < count; ++node) {
    if (node > 0) {
      all[node].push_back(static_cast<NodeIndex>(node - 1));
    }
    if (node + 1 < count) {
      all[node].push_back(static_cast<NodeIndex>(node + 1));
    }
  }
  return all;
}

// The children of node k are the nodes branches * k + 1, ..., branches * k + branches.
Neighbours tree(std::size_t count, std::size_t branches) {
  Neighbours all(count);
  for (std::size_t node = 0; node < count; ++node) {
    if (node > 0) {
      all[node].push_back(static_cast<NodeIndex>((node - 1) / branches));
    }
    for (std::size_t child = branches * node + 1; child <= branches * node + branches && child < count; ++child) {
      all[node].push_back(static_cast<NodeIndex>(child));
    }
  }
  return all;
}

Neighbours total(std::size_t count) {
  Neighbours all(count);
  for (std::size_t node = 0; node < count; ++node) {
    for (std::size_t other = 0; other < count; ++other) {
      if (other != node) {
        all[node].push_back(static_cast<NodeIndex>(other));
      }
    }
  }
  return all;
}

}  // namespace

std::optional<Topology> parse_topology(std::string_view name) {
  const auto* const found = std::find_if(kTopologies.begin(), kTopologies.end(),
                                         [name](const TopologyEntry& entry) { return entry.name == name; });
  return found == kTopologies.end() ? std::nullopt : std::optional(found->topology);
}

std::string_view topology_name(Topology topology) {
  const auto* const found = std::find_if(
      kTopologies.begin(), kTopologies.end(),
      [topology](const TopologyEntry& entry) { return entry.topology == topology && entry.name != "tree"; });
  return found->name;
}

std::vector<std::string_view> every_topology() {
  std::vector<std::string_view> names;
  for (const TopologyEntry& entry : kTopologies) {
    names.push_back(entry.name);
  }
  return names;
}

std::string topology_names() {
  std::string names;
  for (const std::string_view name : every_topology()) {
    names += names.empty() ? "" : ", ";
    names += name;
  }
  return names;
}

Neighbours neighbours(Topology topology, std::size_t node_count) {
  switch (topology) {
    case Topology::kGrid:
      return grid(node_count);
    case Topology::kLine:
      return line(node_count);
    case Topology::kTree2:
      return tree(node_count, 2);
    case Topology::kTree3:
      return tree(node_count, 3);
    case Topology::kTree4:
      return tree(node_count, 4);
    case Topology::kTotal:
      return total(node_count);
  }
  return {};
}

std::string topology_json(Topology topology, const std::vector<std::string>& nodes) {
  const Neighbours all = neighbours(topology, nodes.size());
  std::string json = "{";
  for (std::size_t node = 0; node < all.size(); ++node) {
    json += node == 0 ? "" : ",";
    append_json_string(json, nodes[node]);
    json += ":[";
    for (std::size_t i = 0; i < all[node].size(); ++i) {
      json += i == 0 ? "" : ",";
      append_json_string(json, nodes[all[node][i]]);
    }
    json += ']';
  }
  return json + '}';
}

}  // namespace maelstrom::conformance
