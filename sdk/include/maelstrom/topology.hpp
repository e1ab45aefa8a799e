// Topologies: pure functions of the node ids. Every node computes the same topology, because init gives all nodes the
// same list in the same order. A topology maps each id to its neighbours, never to itself and without duplicates; it is
// connected and symmetric. [any-thread]
//
//   for (const std::string& neighbour : neighbours_of(topology::tree(node_ids()), node_id())) {
//     send(neighbour, "gossip", {{"value", value_}});
//   }
#pragma once

#include <maelstrom/language.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom {

// Same shape as the field `topology` of Maelstrom's topology message.
using Topology = std::map<std::string, std::vector<std::string>, std::less<>>;

// The neighbours of a node; empty if unknown. Returned by value, so the topology may be a temporary.
inline std::vector<std::string> neighbours_of(const Topology& topology, std::string_view id) {
  const auto found = topology.find(id);
  return found == topology.end() ? std::vector<std::string>() : found->second;
}

}  // namespace maelstrom

namespace maelstrom::topology {
namespace detail {

inline Topology alone(const std::vector<std::string>& node_ids) {
  Topology topology;
  for (const std::string& id : node_ids) {
    topology[id];
  }
  return topology;
}

inline void connect(Topology& topology, const std::string& a, const std::string& b) {
  topology[a].push_back(b);
  topology[b].push_back(a);
}

}  // namespace detail

// All nodes are neighbours: one hop, and n - 1 neighbours.
inline Topology full(const std::vector<std::string>& node_ids) {
  Topology topology = detail::alone(node_ids);
  for (std::size_t i = 0; i < node_ids.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      detail::connect(topology, node_ids[j], node_ids[i]);
    }
  }
  return topology;
}

// Each node is connected to the next in the list, and the last to the first: at most n / 2 hops.
inline Topology ring(const std::vector<std::string>& node_ids) {
  Topology topology = detail::alone(node_ids);
  for (std::size_t i = 1; i < node_ids.size(); ++i) {
    detail::connect(topology, node_ids[i - 1], node_ids[i]);
  }
  if (node_ids.size() > 2) {
    detail::connect(topology, node_ids.back(), node_ids.front());
  }
  return topology;
}

// A square, filled row by row, as Maelstrom's own default: at most four neighbours and about 2 * sqrt(n) hops.
inline Topology grid(const std::vector<std::string>& node_ids) {
  std::size_t columns = 1;
  while (columns * columns < node_ids.size()) {
    ++columns;
  }
  Topology topology = detail::alone(node_ids);
  for (std::size_t i = 0; i < node_ids.size(); ++i) {
    if (i % columns != 0) {
      detail::connect(topology, node_ids[i - 1], node_ids[i]);
    }
    if (i >= columns) {
      detail::connect(topology, node_ids[i - columns], node_ids[i]);
    }
  }
  return topology;
}

// A tree with the first node as root and up to `children` children per node: n - 1 links, so a forwarded message
// reaches each node once, and about 2 * log(n) hops. Throws std::invalid_argument if children is 0.
inline Topology tree(const std::vector<std::string>& node_ids, std::size_t children = 4) {
  if (children == 0) {
    throw std::invalid_argument("a tree needs at least 1 child per node");
  }
  Topology topology = detail::alone(node_ids);
  for (std::size_t i = 1; i < node_ids.size(); ++i) {
    detail::connect(topology, node_ids[(i - 1) / children], node_ids[i]);
  }
  return topology;
}

}  // namespace maelstrom::topology
