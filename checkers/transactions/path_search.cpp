#include "checkers/transactions/path_search.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "checkers/transactions/search_order.hpp"

namespace maelstrom::conformance::transactions {
namespace {

constexpr EdgeKinds kEveryKind[] = {kWriteWrite, kWriteRead, kReadWrite, kProcess, kRealtime};

std::uint8_t check_off(const CycleForm& form, std::uint8_t pending, EdgeKinds kind) {
  for (std::uint8_t want = 0; want < form.wanted.size(); ++want) {
    const auto bit = static_cast<std::uint8_t>(1U << want);
    if ((pending & bit) != 0 && (form.wanted[want] & kind) != 0) {
      return pending & static_cast<std::uint8_t>(~bit);
    }
  }
  return pending;
}

// The state after one edge of one kind; nullopt if the edge is not allowed.
std::optional<PathState> after(const CycleForm& form, PathState state, EdgeKinds kind) {
  const bool anti_dependency = kind == kReadWrite;
  PathState next = state;
  next.pending = check_off(form, state.pending, kind);
  if (anti_dependency && next.anti_dependencies > 0) {
    --next.anti_dependencies;
  }
  if ((kind & form.legal) != 0) {
    if (state.mode == AntiDependencyMode::kNonadjacentTaken) {
      next.mode = AntiDependencyMode::kNonadjacent;
    }
    return next;
  }
  if (!anti_dependency) {
    return std::nullopt;
  }
  switch (state.mode) {
    case AntiDependencyMode::kOnce:
      next.anti_dependencies = 0;
      next.mode = AntiDependencyMode::kAsLegal;
      return next;
    case AntiDependencyMode::kNonadjacent:
      next.mode = AntiDependencyMode::kNonadjacentTaken;
      return next;
    default:
      return std::nullopt;
  }
}

// The same graph with only these vertices; `place`, all kNone, receives their numbers in it.
SearchGraph restricted(const SearchGraph& graph, const std::vector<std::uint32_t>& vertices,
                       std::vector<std::uint32_t>& place) {
  SearchGraph part;
  for (const std::uint32_t vertex : vertices) {
    if (place[vertex] != kNone) {
      continue;
    }
    place[vertex] = static_cast<std::uint32_t>(part.vertices.size());
    part.vertices.push_back(vertex);
    part.hashes.push_back(graph.hashes[vertex]);
  }
  part.edges.offsets.push_back(0);
  std::vector<HashedVertex> targets;
  for (const std::uint32_t vertex : part.vertices) {
    targets.clear();
    for (std::uint32_t edge = graph.edges.offsets[vertex]; edge < graph.edges.offsets[vertex + 1]; ++edge) {
      const std::uint32_t target = graph.edges.targets[edge];
      if (place[target] != kNone) {
        targets.push_back({graph.hashes[target], edge});
      }
    }
    order_as_hash_map(targets);
    for (const HashedVertex& target : targets) {
      part.edges.targets.push_back(place[graph.edges.targets[target.vertex]]);
      part.edges.kinds.push_back(graph.edges.kinds[target.vertex]);
    }
    part.edges.offsets.push_back(static_cast<std::uint32_t>(part.edges.targets.size()));
  }
  return part;
}

// Enumerates the simple paths from a vertex, shorter ones first, until a path closes to a cycle of the form.
class PathSearch {
 public:
  PathSearch(const SearchGraph& graph, const CycleForm& form, StepBudget& budget)
      : graph_(graph), form_(form), budget_(budget) {}

  // Returns vertices as numbers in the graph.
  std::optional<std::vector<std::uint32_t>> from(std::uint32_t start) {
    paths_.clear();
    paths_.push_back({start, kNone, 0, start_of(form_)});
    std::vector<std::uint32_t> shell{0};
    std::vector<std::uint32_t> open;
    while (!shell.empty()) {
      open.clear();
      for (const std::uint32_t path : shell) {
        if (!closed(path)) {
          open.push_back(path);
        } else if (paths_[path].state.complete()) {
          if (paths_[path].vertex == start) {
            return vertices(path);
          }
          if (auto cycle = without_tail(path)) {
            return cycle;
          }
        }
        if (budget_.spent) {
          return std::nullopt;
        }
      }
      shell.clear();
      for (const std::uint32_t path : open) {
        if (!extend(path, shell)) {
          return std::nullopt;
        }
      }
    }
    return std::nullopt;
  }

 private:
  struct Path {
    std::uint32_t vertex;
    std::uint32_t parent;
    std::uint32_t length;
    PathState state;
  };

  bool closed(std::uint32_t path) const {
    const std::uint32_t vertex = paths_[path].vertex;
    for (std::uint32_t at = paths_[path].parent; at != kNone; at = paths_[at].parent) {
      if (paths_[at].vertex == vertex) {
        return true;
      }
    }
    return false;
  }

  std::vector<std::uint32_t> vertices(std::uint32_t path) const {
    std::vector<std::uint32_t> visited;
    for (std::uint32_t at = path; at != kNone; at = paths_[at].parent) {
      visited.push_back(paths_[at].vertex);
    }
    std::reverse(visited.begin(), visited.end());
    return visited;
  }

  bool extend(std::uint32_t path, std::vector<std::uint32_t>& shell) {
    const Path tip = paths_[path];
    for (std::uint32_t edge = graph_.edges.offsets[tip.vertex]; edge < graph_.edges.offsets[tip.vertex + 1]; ++edge) {
      const PathStates next = next_states(form_, tip.state, graph_.edges.kinds[edge], tip.length == 0);
      if (!budget_.take(next.size * (1 + tip.length / 8))) {
        return false;
      }
      for (std::uint8_t i = 0; i < next.size; ++i) {
        shell.push_back(static_cast<std::uint32_t>(paths_.size()));
        paths_.push_back({graph_.edges.targets[edge], path, tip.length + 1, next.states[i]});
      }
    }
    return true;
  }

  // The path meets itself, but not at its start. The loop alone may be a cycle of the form.
  std::optional<std::vector<std::uint32_t>> without_tail(std::uint32_t path) {
    std::vector<std::uint32_t> loop = vertices(path);
    loop.erase(loop.begin(), std::find(loop.begin(), loop.end() - 1, loop.back()));
    std::uint64_t work = loop.size();
    for (const std::uint32_t vertex : loop) {
      work += (graph_.edges.offsets[vertex + 1] - graph_.edges.offsets[vertex]) / 8;
    }
    if (!budget_.take(work)) {
      return std::nullopt;
    }
    place_.resize(graph_.vertices.size(), kNone);
    const SearchGraph part = restricted(graph_, loop, place_);
    for (const std::uint32_t vertex : part.vertices) {
      place_[vertex] = kNone;
    }
    // The loop's vertices are numbered in the order of the loop.
    PathSearch search(part, form_, budget_);
    for (std::uint32_t start = 0; start < part.vertices.size() && budget_.take(1); ++start) {
      if (auto cycle = search.from(start)) {
        for (std::uint32_t& member : *cycle) {
          member = part.vertices[member];
        }
        return cycle;
      }
    }
    return std::nullopt;
  }

  const SearchGraph& graph_;
  const CycleForm& form_;
  StepBudget& budget_;
  std::vector<Path> paths_;
  std::vector<std::uint32_t> place_;  // all kNone between two uses
};

// Breadth-first search over pairs of vertex and state.
class WalkSearch {
 public:
  WalkSearch(const Component& component, const CycleForm& form, StepBudget& budget)
      : component_(component), form_(form), budget_(budget) {
    code(start_of(form));
    for (std::size_t known = 0; known < states_.size(); ++known) {
      for (const EdgeKinds kind : kEveryKind) {
        if (const auto next = after(form, states_[known], kind)) {
          code(*next);
        }
      }
    }
    seen_.assign(component.edges.vertex_count() * states_.size(), kNone);
  }

  std::vector<std::uint32_t> from(std::uint32_t start) {
    visits_.clear();
    visits_.push_back({start, 0, kNone});
    for (std::uint32_t visit = 0; visit < visits_.size(); ++visit) {
      const std::uint32_t vertex = visits_[visit].vertex;
      for (std::uint32_t edge = component_.edges.offsets[vertex]; edge < component_.edges.offsets[vertex + 1]; ++edge) {
        if (!budget_.take(1)) {
          return {};
        }
        if ((component_.edges.kinds[edge] & form_.kinds()) == 0) {
          continue;
        }
        if (step(start, visit, edge)) {
          return walk();
        }
      }
    }
    return {};
  }

 private:
  struct Visit {
    std::uint32_t vertex;
    std::uint32_t state;
    std::uint32_t parent;
  };

  std::uint32_t code(PathState state) {
    for (std::uint32_t known = 0; known < states_.size(); ++known) {
      if (states_[known].pending == state.pending && states_[known].mode == state.mode &&
          states_[known].anti_dependencies == state.anti_dependencies) {
        return known;
      }
    }
    states_.push_back(state);
    return static_cast<std::uint32_t>(states_.size() - 1);
  }

  // Whether this edge closes the walk; it is then the last visit.
  bool step(std::uint32_t start, std::uint32_t visit, std::uint32_t edge) {
    const Visit from = visits_[visit];
    const std::uint32_t target = component_.edges.targets[edge];
    if (component_.helper(from.vertex)) {
      return arrive(start, visit, target, from.state);
    }
    const PathStates next = next_states(form_, states_[from.state], component_.edges.kinds[edge], visit == 0);
    for (std::uint8_t i = 0; i < next.size; ++i) {
      if (arrive(start, visit, target, code(next.states[i]))) {
        return true;
      }
    }
    return false;
  }

  bool arrive(std::uint32_t start, std::uint32_t visit, std::uint32_t target, std::uint32_t state) {
    if (target == start) {
      if (!states_[state].complete()) {
        return false;
      }
      visits_.push_back({target, state, visit});
      return true;
    }
    std::uint32_t& seen = seen_[target * states_.size() + state];
    if (seen == start) {
      return false;
    }
    seen = start;
    visits_.push_back({target, state, visit});
    return false;
  }

  std::vector<std::uint32_t> walk() const {
    std::vector<std::uint32_t> vertices;
    for (auto at = static_cast<std::uint32_t>(visits_.size() - 1); at != kNone; at = visits_[at].parent) {
      if (!component_.helper(visits_[at].vertex)) {
        vertices.push_back(visits_[at].vertex);
      }
    }
    std::reverse(vertices.begin(), vertices.end());
    return vertices;
  }

  const Component& component_;
  const CycleForm& form_;
  StepBudget& budget_;
  std::vector<PathState> states_;
  std::vector<std::uint32_t> seen_;  // by vertex and state: the start of the last search that saw it
  std::vector<Visit> visits_;
};

// The targets of a vertex, with helpers replaced by their targets; kinds of edges to the same target are merged.
class TargetCollector {
 public:
  TargetCollector(const Component& component, EdgeKinds kinds) : component_(component), kinds_(kinds) {
    kinds_of_.assign(component.events.size(), 0);
    seen_.assign(component.edges.vertex_count(), kNone);
  }

  struct Target {
    std::uint32_t vertex;
    EdgeKinds kinds;
  };

  const std::vector<Target>& of(std::uint32_t vertex) {
    targets_.clear();
    pending_.assign(1, vertex);
    while (!pending_.empty()) {
      const std::uint32_t at = pending_.back();
      pending_.pop_back();
      for (std::uint32_t edge = component_.edges.offsets[at]; edge < component_.edges.offsets[at + 1]; ++edge) {
        const EdgeKinds kinds = component_.edges.kinds[edge] & kinds_;
        if (kinds != 0) {
          reach(vertex, component_.edges.targets[edge], kinds);
        }
      }
    }
    for (Target& target : targets_) {
      target.kinds = std::exchange(kinds_of_[target.vertex], 0);
    }
    return targets_;
  }

 private:
  void reach(std::uint32_t from, std::uint32_t target, EdgeKinds kinds) {
    if (component_.helper(target)) {
      if (std::exchange(seen_[target], from) != from) {
        pending_.push_back(target);
      }
      return;
    }
    if (kinds_of_[target] == 0) {
      targets_.push_back({target, 0});
    }
    kinds_of_[target] |= kinds;
  }

  const Component& component_;
  EdgeKinds kinds_;
  std::vector<EdgeKinds> kinds_of_;
  std::vector<std::uint32_t> seen_;
  std::vector<std::uint32_t> pending_;
  std::vector<Target> targets_;
};

void append_targets(const std::vector<TargetCollector::Target>& targets, const std::vector<std::uint32_t>& place,
                    SearchGraph& graph) {
  std::vector<HashedVertex> ordered;
  for (std::uint32_t i = 0; i < targets.size(); ++i) {
    const std::uint32_t number = place[targets[i].vertex];
    if (number != kNone) {
      ordered.push_back({graph.hashes[number], i});
    }
  }
  order_as_hash_map(ordered);
  for (const HashedVertex& target : ordered) {
    graph.edges.targets.push_back(place[targets[target.vertex].vertex]);
    graph.edges.kinds.push_back(targets[target.vertex].kinds);
  }
  graph.edges.offsets.push_back(static_cast<std::uint32_t>(graph.edges.targets.size()));
}

void order_vertices(SearchGraph& graph) {
  std::vector<bool> linked(graph.vertices.size(), false);
  for (std::uint32_t vertex = 0; vertex < graph.vertices.size(); ++vertex) {
    for (std::uint32_t edge = graph.edges.offsets[vertex]; edge < graph.edges.offsets[vertex + 1]; ++edge) {
      linked[vertex] = linked[graph.edges.targets[edge]] = true;
    }
  }
  std::vector<HashedVertex> ordered;
  for (std::uint32_t vertex = 0; vertex < graph.vertices.size(); ++vertex) {
    if (linked[vertex]) {
      ordered.push_back({graph.hashes[vertex], vertex});
    }
  }
  order_as_hash_map(ordered);
  for (const HashedVertex& vertex : ordered) {
    graph.order.push_back(vertex.vertex);
  }
}

}  // namespace

PathState start_of(const CycleForm& form) {
  PathState state;
  for (std::uint8_t want = 0; want < form.wanted.size(); ++want) {
    if (form.wanted[want] != 0) {
      state.pending |= static_cast<std::uint8_t>(1U << want);
    }
  }
  state.anti_dependencies = form.anti_dependencies;
  state.mode = form.mode;
  return state;
}

// A first step only takes wanted kinds: every cycle of the form is found from a vertex where such an edge begins. Of
// the kinds that are only legal one is enough, because they lead to the same state.
PathStates next_states(const CycleForm& form, PathState state, EdgeKinds edge, bool first_step) {
  EdgeKinds wanted = 0;
  for (std::uint8_t want = 0; want < form.wanted.size(); ++want) {
    if ((state.pending & (1U << want)) != 0) {
      wanted |= form.wanted[want];
    }
  }
  const bool anti_dependencies = state.anti_dependencies > 0 || state.mode == AntiDependencyMode::kOnce ||
                                 state.mode == AntiDependencyMode::kNonadjacent;
  const EdgeKinds anti = anti_dependencies ? kReadWrite : 0;
  wanted &= static_cast<EdgeKinds>(~anti);
  const auto legal = static_cast<EdgeKinds>(form.legal & ~anti & ~wanted);

  PathStates next;
  const auto take = [&](EdgeKinds kinds, bool only_one) {
    for (const EdgeKinds kind : kEveryKind) {
      if ((edge & kinds & kind) == 0) {
        continue;
      }
      const auto state_after = after(form, state, kind);
      if (!state_after) {
        continue;
      }
      next.states[next.size++] = *state_after;
      if (only_one) {
        return;
      }
    }
  };
  take(anti, false);
  if (first_step && state.anti_dependencies > 0) {
    return next;
  }
  take(wanted, false);
  if (first_step && state.pending != 0) {
    return next;
  }
  take(legal, true);
  return next;
}

std::optional<SearchGraph> search_graph(std::span<const std::uint32_t> indices, const Component& component,
                                        EdgeKinds kinds, const std::vector<std::uint32_t>* within, std::size_t most) {
  SearchGraph graph;
  std::vector<std::uint32_t> place(component.events.size(), kNone);
  const std::size_t count = within != nullptr ? within->size() : component.events.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t vertex = within != nullptr ? (*within)[i] : i;
    if (place[vertex] != kNone) {
      continue;
    }
    place[vertex] = static_cast<std::uint32_t>(graph.vertices.size());
    graph.vertices.push_back(vertex);
    graph.hashes.push_back(operation_hash(indices[component.events[vertex]]));
  }
  TargetCollector collector(component, kinds);
  graph.edges.offsets.push_back(0);
  for (const std::uint32_t vertex : graph.vertices) {
    append_targets(collector.of(vertex), place, graph);
    if (graph.edges.targets.size() > most) {
      return std::nullopt;
    }
  }
  order_vertices(graph);
  return graph;
}

std::optional<std::vector<std::uint32_t>> find_path(const SearchGraph& graph, const CycleForm& form,
                                                    StepBudget& budget) {
  PathSearch search(graph, form, budget);
  for (const std::uint32_t start : graph.order) {
    if (!budget.take(1)) {
      return std::nullopt;
    }
    if (auto cycle = search.from(start)) {
      for (std::uint32_t& vertex : *cycle) {
        vertex = graph.vertices[vertex];
      }
      return cycle;
    }
    if (budget.spent) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::vector<std::vector<std::uint32_t>> closed_walks(const Component& component, const CycleForm& form,
                                                     std::size_t most, StepBudget& budget) {
  std::vector<std::vector<std::uint32_t>> walks;
  WalkSearch search(component, form, budget);
  for (std::uint32_t start = 0; start < component.events.size() && walks.size() < most && !budget.spent; ++start) {
    std::vector<std::uint32_t> walk = search.from(start);
    if (!walk.empty()) {
      walks.push_back(std::move(walk));
    }
  }
  return walks;
}

}  // namespace maelstrom::conformance::transactions
