// Searches a graph for the shortest simple cycle of one form, breadth first, path by path, as Elle does.
//
// Elle enumerates simple paths, which can take exponentially many steps, so a search has a step limit. For graphs that
// are too dense, closed_walks visits states instead of paths.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checkers/transactions/consistency_models.hpp"
#include "checkers/transactions/order_graph.hpp"

namespace maelstrom::conformance::transactions {

// How rw edges may be taken in addition to legal ones.
enum class AntiDependencyMode : std::uint8_t { kAsLegal, kOnce, kNonadjacent, kNonadjacentTaken };

// The form of a cycle.
struct CycleForm {
  Anomaly name = 0;
  EdgeKinds legal = 0;                   // kinds that every edge may have
  std::array<EdgeKinds, 2> wanted = {};  // at least one edge of each that is not 0
  std::uint8_t anti_dependencies = 0;    // least number of rw edges
  AntiDependencyMode mode = AntiDependencyMode::kAsLegal;
  bool typed = false;  // a cycle counts only if its explanation has the form's own name

  EdgeKinds kinds() const { return legal | wanted[0] | wanted[1] | (anti_dependencies > 0 ? kReadWrite : 0); }
};

// The part of a form that a path has already satisfied.
struct PathState {
  std::uint8_t pending = 0;            // bits: the missing ones of `wanted`
  std::uint8_t anti_dependencies = 0;  // missing rw edges
  AntiDependencyMode mode = AntiDependencyMode::kAsLegal;

  bool complete() const {
    return pending == 0 && anti_dependencies == 0 && mode != AntiDependencyMode::kNonadjacentTaken;
  }
};

// At most two edges per kind.
struct PathStates {
  std::array<PathState, 8> states;
  std::uint8_t size = 0;
};

PathState start_of(const CycleForm& form);

// The states after an edge of these kinds; several if the edge can be taken for several reasons.
PathStates next_states(const CycleForm& form, PathState state, EdgeKinds edge, bool first_step);

// A graph without helpers and with at most one edge per pair, in search order.
struct SearchGraph {
  std::vector<std::uint32_t> vertices;  // of the component; here numbered by position
  std::vector<std::uint32_t> hashes;
  std::vector<std::uint32_t> order;  // of the vertices with edges
  AdjacencyLists edges;
};

// The edges of these kinds between the vertices of a component (all vertices if `within` is null). nullopt if there are
// more than `most`. `indices`: of all events in the history, by EventId.
std::optional<SearchGraph> search_graph(std::span<const std::uint32_t> indices, const Component& component,
                                        EdgeKinds kinds, const std::vector<std::uint32_t>* within, std::size_t most);

// A limit on steps.
struct StepBudget {
  std::uint64_t left = 0;
  bool spent = false;

  bool take(std::uint64_t steps) {
    spent = spent || steps > left;
    left -= spent ? 0 : steps;
    return !spent;
  }
};

// The first cycle found, as vertices of the component; the first vertex is repeated at the end.
std::optional<std::vector<std::uint32_t>> find_path(const SearchGraph& graph, const CycleForm& form,
                                                    StepBudget& budget);

// Closed walks of the form, each from another start, at most `most`; as vertices of the component, without helpers. A
// walk may visit a vertex twice; but without a walk there is no cycle. Complete unless the budget is spent.
std::vector<std::vector<std::uint32_t>> closed_walks(const Component& component, const CycleForm& form,
                                                     std::size_t most, StepBudget& budget);

}  // namespace maelstrom::conformance::transactions
