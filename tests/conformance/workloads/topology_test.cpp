#include "conformance/workloads/topology.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

using Neighbours = std::vector<std::vector<NodeIndex>>;

TEST(Topology, GridHasRowsOfASquare) {
  EXPECT_EQ(neighbours(Topology::kGrid, 5), (Neighbours{{3, 1}, {4, 2, 0}, {1}, {0, 4}, {1, 3}}));
  EXPECT_EQ(neighbours(Topology::kGrid, 1), Neighbours(1));
}

TEST(Topology, LineIsEmptyForOneNode) {
  EXPECT_EQ(neighbours(Topology::kLine, 3), (Neighbours{{1}, {0, 2}, {1}}));
  EXPECT_TRUE(neighbours(Topology::kLine, 1).empty());
  EXPECT_EQ(topology_json(Topology::kLine, {"n0"}), "{}");
}

TEST(Topology, TreesHaveTheParentFirst) {
  EXPECT_EQ(neighbours(Topology::kTree2, 5), (Neighbours{{1, 2}, {0, 3, 4}, {0}, {1}, {1}}));
  EXPECT_EQ(neighbours(Topology::kTree4, 6), (Neighbours{{1, 2, 3, 4}, {0, 5}, {0}, {0}, {0}, {1}}));
  EXPECT_EQ(parse_topology("tree"), Topology::kTree2);
}

TEST(Topology, TotalConnectsEachToAllOthers) {
  EXPECT_EQ(neighbours(Topology::kTotal, 3), (Neighbours{{1, 2}, {0, 2}, {0, 1}}));
}

TEST(Topology, IsSentWithNames) {
  EXPECT_EQ(topology_json(Topology::kLine, {"a", "b\"", "c"}), R"({"a":["b\""],"b\"":["a","c"],"c":["b\""]})");
}

TEST(Topology, IsFoundByName) {
  for (const Topology topology :
       {Topology::kGrid, Topology::kLine, Topology::kTree2, Topology::kTree3, Topology::kTree4, Topology::kTotal}) {
    EXPECT_EQ(parse_topology(topology_name(topology)), topology);
  }
  EXPECT_EQ(parse_topology("ring"), std::nullopt);
}

}  // namespace
}  // namespace maelstrom::conformance
