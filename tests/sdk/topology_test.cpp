#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/topology.hpp>

namespace maelstrom {
namespace {

struct Shape {
  const char* name;
  std::function<Topology(const std::vector<std::string>&)> make;
  std::function<std::size_t(std::size_t)> most_neighbours;
  std::function<std::size_t(std::size_t)> most_hops;

  friend void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.name; }
};

std::size_t root(std::size_t n) {
  std::size_t r = 1;
  while (r * r < n) {
    ++r;
  }
  return r;
}

std::size_t depth(std::size_t n, std::size_t children) {
  std::size_t d = 0;
  for (std::size_t row = 1, all = 1; all < n; ++d) {
    row *= children;
    all += row;
  }
  return d;
}

// Ids in arbitrary order and form.
std::vector<std::string> ids(std::size_t n) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < n; ++i) {
    names.push_back("node \"" + std::to_string((i * 7919) % 1000) + "\" " + std::to_string(i));
  }
  return names;
}

// The distance of the furthest node from `start`; throws if a node is unreachable.
std::size_t furthest(const Topology& topology, const std::string& start) {
  std::map<std::string, std::size_t> hops = {{start, 0}};
  std::size_t most = 0;
  for (std::deque<std::string> next = {start}; !next.empty(); next.pop_front()) {
    for (const std::string& neighbour : topology.at(next.front())) {
      if (hops.emplace(neighbour, hops.at(next.front()) + 1).second) {
        next.push_back(neighbour);
        most = std::max(most, hops.at(neighbour));
      }
    }
  }
  return hops.size() == topology.size() ? most : throw std::runtime_error("not connected");
}

class Topologies : public ::testing::TestWithParam<Shape> {};

TEST_P(Topologies, ConnectEverybodyBothWaysWithinTheirBounds) {
  for (std::size_t n = 0; n <= 40; ++n) {
    const std::vector<std::string> names = ids(n);
    const Topology topology = GetParam().make(names);
    ASSERT_EQ(topology.size(), n);
    for (const auto& [id, neighbours] : topology) {
      EXPECT_EQ(std::set<std::string>(neighbours.begin(), neighbours.end()).size(), neighbours.size()) << n;
      EXPECT_LE(neighbours.size(), GetParam().most_neighbours(n)) << n;
      for (const std::string& neighbour : neighbours) {
        EXPECT_NE(neighbour, id);
        const auto& back = topology.at(neighbour);
        EXPECT_NE(std::find(back.begin(), back.end(), id), back.end()) << n;
      }
      EXPECT_LE(furthest(topology, id), GetParam().most_hops(n)) << n;
    }
  }
}

TEST_P(Topologies, AreTheSameOnEveryNode) {
  EXPECT_EQ(GetParam().make(ids(25)), GetParam().make(ids(25)));
}

INSTANTIATE_TEST_SUITE_P(
    Topology, Topologies,
    ::testing::Values(Shape{"full", topology::full, [](auto n) { return n - 1; }, [](auto) { return 1; }},
                      Shape{"ring", topology::ring, [](auto) { return 2; }, [](auto n) { return n / 2; }},
                      Shape{"grid", topology::grid, [](auto) { return 4; }, [](auto n) { return 2 * root(n) - 2; }},
                      Shape{"tree", [](const auto& names) { return topology::tree(names); }, [](auto) { return 5; },
                            [](auto n) { return 2 * depth(n, 4); }},
                      Shape{"binary_tree", [](const auto& names) { return topology::tree(names, 2); },
                            [](auto) { return 3; }, [](auto n) { return 2 * depth(n, 2); }},
                      Shape{"line", [](const auto& names) { return topology::tree(names, 1); }, [](auto) { return 2; },
                            [](auto n) { return n; }}),
    [](const auto& shape) { return std::string(shape.param.name); });

TEST(TopologyTest, HasTheShapesThatItsNamesSay) {
  const std::vector<std::string> five = {"a", "b", "c", "d", "e"};
  EXPECT_EQ(topology::full({"a", "b", "c"}), (Topology{{"a", {"b", "c"}}, {"b", {"a", "c"}}, {"c", {"a", "b"}}}));
  EXPECT_EQ(topology::ring({"a", "b"}), (Topology{{"a", {"b"}}, {"b", {"a"}}}));
  EXPECT_EQ(topology::ring(five).at("a"), (std::vector<std::string>{"b", "e"}));
  // a b c
  // d e
  EXPECT_EQ(topology::grid(five),
            (Topology{{"a", {"b", "d"}}, {"b", {"a", "c", "e"}}, {"c", {"b"}}, {"d", {"a", "e"}}, {"e", {"d", "b"}}}));
  EXPECT_EQ(topology::tree(five, 2),
            (Topology{{"a", {"b", "c"}}, {"b", {"a", "d", "e"}}, {"c", {"a"}}, {"d", {"b"}}, {"e", {"b"}}}));
}

TEST(TopologyTest, TellsTheNeighboursOfANode) {
  EXPECT_EQ(neighbours_of(topology::ring({"a", "b", "c"}), "b"), (std::vector<std::string>{"a", "c"}));
  EXPECT_TRUE(neighbours_of(topology::ring({"a", "b", "c"}), "z").empty());
}

TEST(TopologyTest, RefusesATreeWithoutChildren) {
  EXPECT_THROW(topology::tree({"a", "b"}, 0), std::invalid_argument);
}

}  // namespace
}  // namespace maelstrom
