// Searches a graph for the shortest simple cycle of one form, breadth first, path by path, as Elle does.
//
// Elle enumerates simple paths, which can take exponentially many steps; so a search is given a number of them. For
// graphs that are too dense for it there is closed_walks, which visits states instead of paths.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checkers/transactions/consistency_models.hpp"
#include "checkers/transactions/order_graph.hpp"

namespace maelstrom::conformance::transactions {

// How rw edges may be taken beyond those that are legal anyway.
enum class AntiDependencyMode : std::uint8_t { kAsLegal, kOnce, kNonadjacent, kNonadjacentTaken };

// The form of a cycle.
struct CycleForm {
  Anomaly name = 0;
  EdgeKinds legal = 0;                   // kinds that any edge may have
  std::array<EdgeKinds, 2> wanted = {};  // of each that is not 0, one edge at least
  std::uint8_t anti_dependencies = 0;    // rw edges at least
  AntiDependencyMode mode = AntiDependencyMode::kAsLegal;
  bool typed = false;  // the cycle found counts only if its explanation has the form's own name

  EdgeKinds kinds() const { return legal | wanted[0] | wanted[1] | (anti_dependencies > 0 ? kReadWrite : 0); }
};

// How much of a form a path has already.
struct PathState {
  std::uint8_t pending = 0;            // bits: which of `wanted` are missing
  std::uint8_t anti_dependencies = 0;  // rw edges missing
  AntiDependencyMode mode = AntiDependencyMode::kAsLegal;

  bool complete() const {
    return pending == 0 && anti_dependencies == 0 && mode != AntiDependencyMode::kNonadjacentTaken;
  }
};

// At most two edges a kind.
struct PathStates {
  std::array<PathState, 8> states;
  std::uint8_t size = 0;
};

PathState start_of(const CycleForm& form);

// Where an edge of these kinds leads from a state; several states if it can be taken for several reasons.
PathStates next_states(const CycleForm& form, PathState state, EdgeKinds edge, bool first_step);

// A graph without helpers and with one edge a pair, in the order in which it is searched.
struct SearchGraph {
  std::vector<std::uint32_t> vertices;  // of the component; here they have their position as number
  std::vector<std::uint32_t> hashes;
  std::vector<std::uint32_t> order;  // of those with edges
  AdjacencyLists edges;
};

// The edges of these kinds between the vertices of a component (all of them: without `within`). nullopt if there are
// more than `most`. `indices`: of all events in the history, by EventId.
std::optional<SearchGraph> search_graph(std::span<const std::uint32_t> indices, const Component& component,
                                        EdgeKinds kinds, const std::vector<std::uint32_t>* within, std::size_t most);

// A number of steps to spend.
struct StepBudget {
  std::uint64_t left = 0;
  bool spent = false;

  bool take(std::uint64_t steps) {
    spent = spent || steps > left;
    left -= spent ? 0 : steps;
    return !spent;
  }
};

// The first cycle found, as vertices of the component, the first of them repeated at the end.
std::optional<std::vector<std::uint32_t>> find_path(const SearchGraph& graph, const CycleForm& form,
                                                    StepBudget& budget);

// Closed walks of the form, each from another start, `most` at most; as vertices of the component, without helpers. A
// walk may visit a vertex twice; but where there is no walk there is no cycle. Complete unless the budget is spent.
std::vector<std::vector<std::uint32_t>> closed_walks(const Component& component, const CycleForm& form,
                                                     std::size_t most, StepBudget& budget);

}  // namespace maelstrom::conformance::transactions
