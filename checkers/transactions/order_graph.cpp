#include "checkers/transactions/order_graph.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <iterator>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace maelstrom::conformance::transactions {
namespace {

// Sets whose product is at most this, or a few times their sum, are linked pair by pair.
constexpr std::size_t kDirectLinks = 1024;

// Tarjan's algorithm, with an explicit stack instead of recursion.
class ComponentFinder {
 public:
  ComponentFinder(const std::vector<std::uint32_t>& offsets, const std::vector<std::uint32_t>& targets)
      : offsets_(offsets),
        targets_(targets),
        component_(offsets.size() - 1, kNone),
        number_(offsets.size() - 1, kNone),
        low_(offsets.size() - 1, kNone) {}

  std::vector<std::uint32_t> find(std::uint32_t& count) {
    for (std::uint32_t root = 0; root < component_.size(); ++root) {
      if (number_[root] != kNone) {
        continue;
      }
      enter(root);
      while (!path_.empty()) {
        advance();
      }
    }
    count = count_;
    return std::move(component_);
  }

 private:
  struct Step {
    std::uint32_t vertex;
    std::uint32_t edge;  // next edge to follow
  };

  void enter(std::uint32_t vertex) {
    number_[vertex] = low_[vertex] = visited_++;
    if (offsets_[vertex] == offsets_[vertex + 1]) {
      component_[vertex] = count_++;  // without outgoing edges
      return;
    }
    open_.push_back(vertex);
    path_.push_back({vertex, offsets_[vertex]});
  }

  void advance() {
    Step& step = path_.back();
    if (step.edge == offsets_[step.vertex + 1]) {
      leave();
      return;
    }
    const std::uint32_t next = targets_[step.edge++];
    if (number_[next] == kNone) {
      enter(next);
    } else if (component_[next] == kNone) {
      low_[step.vertex] = std::min(low_[step.vertex], number_[next]);
    }
  }

  void leave() {
    const std::uint32_t vertex = path_.back().vertex;
    path_.pop_back();
    if (!path_.empty()) {
      low_[path_.back().vertex] = std::min(low_[path_.back().vertex], low_[vertex]);
    }
    if (low_[vertex] != number_[vertex]) {
      return;
    }
    while (component_[vertex] == kNone) {
      component_[open_.back()] = count_;
      open_.pop_back();
    }
    ++count_;
  }

  const std::vector<std::uint32_t>& offsets_;
  const std::vector<std::uint32_t>& targets_;
  std::vector<std::uint32_t> component_;  // kNone: still open, or not visited
  std::vector<std::uint32_t> number_;     // of the visit; kNone: not visited
  std::vector<std::uint32_t> low_;
  std::vector<std::uint32_t> open_;
  std::vector<Step> path_;
  std::uint32_t visited_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace

std::string_view kind_name(EdgeKinds kind) {
  constexpr std::string_view kNames[] = {"ww", "wr", "rw", "process", "realtime"};
  assert(std::has_single_bit(kind));
  return kNames[std::countr_zero(kind)];
}

std::vector<std::uint32_t> strong_components(const std::vector<std::uint32_t>& offsets,
                                             const std::vector<std::uint32_t>& targets, std::uint32_t& count) {
  ComponentFinder finder(offsets, targets);
  return finder.find(count);
}

void OrderGraph::link_all(std::span<const EventId> from, std::span<const EventId> to, EdgeKinds kind) {
  if (from.empty() || to.empty()) {
    return;
  }
  if (from.size() * to.size() > kDirectLinks + 4 * (from.size() + to.size())) {
    link_through_helpers(from, to, kind);
    return;
  }
  for (const EventId a : from) {
    for (const EventId b : to) {
      if (a != b) {
        link(a, b, kind);
      }
    }
  }
}

// Two chains of helpers: one leads to all targets up to its position, the other to all from its position on. A source
// that is also a target is linked to the chains next to its own position.
void OrderGraph::link_through_helpers(std::span<const EventId> from, std::span<const EventId> to, EdgeKinds kind) {
  std::vector<EventId> targets(to.begin(), to.end());
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  const auto size = static_cast<std::uint32_t>(targets.size());
  const auto up_to = static_cast<std::uint32_t>(vertices_);
  const std::uint32_t from_on = up_to + size;
  vertices_ += 2 * static_cast<std::size_t>(size);
  for (std::uint32_t i = 0; i < size; ++i) {
    known_[targets[i]] = true;
    append(up_to + i, targets[i], kind);
    append(from_on + i, targets[i], kind);
    if (i > 0) {
      append(up_to + i, up_to + i - 1, kind);
    }
    if (i + 1 < size) {
      append(from_on + i, from_on + i + 1, kind);
    }
  }
  for (const EventId source : from) {
    known_[source] = true;
    const auto place = std::lower_bound(targets.begin(), targets.end(), source);
    if (place == targets.end() || *place != source) {
      append(source, from_on, kind);
      continue;
    }
    const auto i = static_cast<std::uint32_t>(place - targets.begin());
    if (i > 0) {
      append(source, up_to + i - 1, kind);
    }
    if (i + 1 < size) {
      append(source, from_on + i + 1, kind);
    }
  }
}

bool OrderGraph::empty() const {
  return std::find(known_.begin(), known_.end(), true) == known_.end();
}

AdjacencyLists OrderGraph::sort_edges() {
  AdjacencyLists sorted;
  sorted.offsets.assign(vertices_ + 1, 0);
  for (const Edge& edge : edges_) {
    ++sorted.offsets[edge.from + 1];
  }
  for (std::size_t vertex = 0; vertex < vertices_; ++vertex) {
    sorted.offsets[vertex + 1] += sorted.offsets[vertex];
  }
  std::vector<std::uint32_t> next(sorted.offsets.begin(), sorted.offsets.end() - 1);
  sorted.targets.resize(edges_.size());
  sorted.kinds.resize(edges_.size());
  for (const Edge& edge : edges_) {
    const std::uint32_t place = next[edge.from]++;
    sorted.targets[place] = edge.to;
    sorted.kinds[place] = edge.kinds;
  }
  edges_ = {};
  return sorted;
}

std::vector<Component> OrderGraph::components() {
  const AdjacencyLists all = sort_edges();
  std::uint32_t count = 0;
  const std::vector<std::uint32_t> component_of = strong_components(all.offsets, all.targets, count);
  std::vector<std::uint32_t> size(count, 0);
  for (const std::uint32_t component : component_of) {
    ++size[component];
  }
  // Local numbers: vertices are visited in ascending order, so helpers come after all events.
  std::vector<std::uint32_t> place(count, kNone);
  std::vector<std::vector<std::uint32_t>> members;
  std::vector<std::uint32_t> local(vertices_, kNone);
  for (std::uint32_t vertex = 0; vertex < vertices_; ++vertex) {
    const std::uint32_t component = component_of[vertex];
    if (size[component] < 2) {
      continue;
    }
    if (place[component] == kNone) {
      place[component] = static_cast<std::uint32_t>(members.size());
      members.emplace_back();
    }
    local[vertex] = static_cast<std::uint32_t>(members[place[component]].size());
    members[place[component]].push_back(vertex);
  }
  std::vector<Component> components;
  for (const std::vector<std::uint32_t>& vertices : members) {
    Component& component = components.emplace_back();
    component.edges.offsets.push_back(0);
    for (const std::uint32_t vertex : vertices) {
      if (vertex < events_) {
        component.events.push_back(vertex);
      }
      for (std::uint32_t edge = all.offsets[vertex]; edge < all.offsets[vertex + 1]; ++edge) {
        const std::uint32_t target = all.targets[edge];
        if (component_of[target] != component_of[vertex]) {
          continue;
        }
        component.edges.targets.push_back(local[target]);
        component.edges.kinds.push_back(all.kinds[edge]);
      }
      component.edges.offsets.push_back(static_cast<std::uint32_t>(component.edges.targets.size()));
    }
  }
  return components;
}

void RealtimeLinker::invoke(EventId completion, bool ok) {
  if (frontier_.empty()) {
    return;
  }
  for (const EventId done : frontier_) {
    graph_.link(done, completion, kRealtime);
  }
  if (!ok) {
    return;
  }
  if (free_lists_.empty()) {
    free_lists_.push_back(static_cast<std::uint32_t>(before_.size()));
    before_.emplace_back();
  }
  before_[free_lists_.back()] = frontier_;
  list_of_[completion] = free_lists_.back();
  free_lists_.pop_back();
}

void RealtimeLinker::complete(EventId completion) {
  if (list_of_[completion] != kNone) {
    const std::vector<EventId>& followed = before_[list_of_[completion]];
    std::erase_if(frontier_, [&](EventId done) { return std::binary_search(followed.begin(), followed.end(), done); });
    free_lists_.push_back(list_of_[completion]);
  }
  frontier_.push_back(completion);
}

void link_realtime(const Transactions& transactions, OrderGraph& graph) {
  const std::vector<Event>& events = transactions.events();
  RealtimeLinker linker(events.size(), graph);
  for (EventId id = 0; id < events.size(); ++id) {
    const Event& event = events[id];
    if (event.type == EventType::kInvoke && event.other != kNone) {
      linker.invoke(event.other, events[event.other].type == EventType::kOk);
    } else if (event.type == EventType::kOk) {
      linker.complete(id);
    }
  }
}

void link_processes(const Transactions& transactions, OrderGraph& graph) {
  std::unordered_map<std::int64_t, EventId> last;
  const std::vector<Event>& events = transactions.events();
  for (EventId id = 0; id < events.size(); ++id) {
    if (events[id].type != EventType::kOk) {
      continue;
    }
    const auto [entry, first] = last.try_emplace(events[id].process, id);
    if (!first) {
      graph.link(std::exchange(entry->second, id), id, kProcess);
    }
  }
}

}  // namespace maelstrom::conformance::transactions
