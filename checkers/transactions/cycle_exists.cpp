#include "checkers/transactions/cycle_exists.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace maelstrom::conformance::transactions {
namespace {

struct ExistsSpec {
  std::string_view type;
  std::string_view model;
  EdgeKinds kinds;
  bool single_anti_dependencies;  // rw edges too, each only after an edge of `kinds`
};

constexpr ExistsSpec kExistsSpecs[] = {
    {"PL-1-cycle-exists", "PL-1", kWriteWrite, false},
    {"PL-2-cycle-exists", "PL-2", kDependencies, false},
    {"PL-SI-cycle-exists", "PL-SI", kDependencies, true},
    {"PL-2.99-cycle-exists", "PL-2.99", kDependencies | kReadWrite, false},
    {"PL-3-cycle-exists", "PL-3", kDependencies | kReadWrite, false},
    {"strong-session-PL-1-cycle-exists", "strong-session-PL-1", kWriteWrite | kProcess, false},
    {"strong-session-PL-2-cycle-exists", "strong-session-PL-2", kDependencies | kProcess, false},
    {"strong-session-snapshot-isolation-cycle-exists", "strong-session-snapshot-isolation", kDependencies | kProcess,
     true},
    {"strong-session-serializable-cycle-exists", "strong-session-serializable", kDependencies | kReadWrite | kProcess,
     false},
    {"strong-PL-1-cycle-exists", "strong-PL-1", kWriteWrite | kRealtime, false},
    {"strong-PL-2-cycle-exists", "strong-PL-2", kDependencies | kRealtime, false},
    {"strong-snapshot-isolation-cycle-exists", "strong-snapshot-isolation", kDependencies | kRealtime, true},
    {"PL-SS-cycle-exists", "PL-SS", kDependencies | kReadWrite | kRealtime, false},
};

// A graph that has a cycle if and only if the component has a cycle of the wanted form. With single anti-dependencies,
// each vertex exists twice: n + v is v reached over an edge of `kinds`, after which one rw edge may be taken; v has the
// other edges.
struct Layers {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> targets;
};

Layers layered(const Component& component, const ExistsSpec& spec) {
  const AdjacencyLists& edges = component.edges;
  const auto vertices = static_cast<std::uint32_t>(edges.vertex_count());
  Layers layers;
  for (std::uint32_t vertex = 0; vertex < vertices; ++vertex) {
    for (std::uint32_t edge = edges.offsets[vertex]; edge < edges.offsets[vertex + 1]; ++edge) {
      if ((edges.kinds[edge] & spec.kinds) == 0) {
        continue;
      }
      layers.targets.push_back(edges.targets[edge]);
      if (spec.single_anti_dependencies) {
        layers.targets.push_back(edges.targets[edge] + vertices);
      }
    }
    layers.offsets.push_back(static_cast<std::uint32_t>(layers.targets.size()));
  }
  for (std::uint32_t vertex = 0; spec.single_anti_dependencies && vertex < vertices; ++vertex) {
    for (std::uint32_t edge = edges.offsets[vertex]; edge < edges.offsets[vertex + 1]; ++edge) {
      if ((edges.kinds[edge] & kReadWrite) == 0) {
        continue;
      }
      // Between helpers the path stays in the upper layer: the rw edge has not ended yet.
      const std::uint32_t target = edges.targets[edge];
      layers.targets.push_back(component.helper(target) ? target + vertices : target);
    }
    layers.offsets.push_back(static_cast<std::uint32_t>(layers.targets.size()));
  }
  return layers;
}

// The transactions of the smallest component of the layers that has a cycle; empty if no component has a cycle.
std::vector<EventId> smallest_cyclic(const Component& component, const ExistsSpec& spec) {
  const Layers layers = layered(component, spec);
  const auto vertices = static_cast<std::uint32_t>(component.edges.vertex_count());
  std::uint32_t count = 0;
  const std::vector<std::uint32_t> component_of = strong_components(layers.offsets, layers.targets, count);
  std::vector<std::uint32_t> size(count, 0);
  for (const std::uint32_t number : component_of) {
    ++size[number];
  }
  for (std::uint32_t vertex = 0; vertex + 1 < layers.offsets.size(); ++vertex) {
    for (std::uint32_t edge = layers.offsets[vertex]; edge < layers.offsets[vertex + 1]; ++edge) {
      if (layers.targets[edge] == vertex && size[component_of[vertex]] == 1) {
        size[component_of[vertex]] = 2;
      }
    }
  }
  std::uint32_t smallest = kNone;
  for (std::uint32_t number = 0; number < count; ++number) {
    if (size[number] > 1 && (smallest == kNone || size[number] < size[smallest])) {
      smallest = number;
    }
  }
  std::vector<EventId> members;
  if (smallest == kNone) {
    return members;
  }
  for (std::uint32_t vertex = 0; vertex < component_of.size(); ++vertex) {
    const std::uint32_t real = vertex % vertices;
    if (component_of[vertex] == smallest && !component.helper(real)) {
      members.push_back(component.events[real]);
    }
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

}  // namespace

std::vector<CycleExists> find_cycle_exists(const Component& component) {
  std::vector<CycleExists> found;
  ModelSet impossible;
  for (const ExistsSpec& spec : kExistsSpecs) {
    const Model model = *find_model(spec.model);
    if (impossible[model]) {
      continue;
    }
    std::vector<EventId> members = smallest_cyclic(component, spec);
    if (members.empty()) {
      continue;
    }
    found.push_back({anomaly_named(spec.type), model, std::move(members)});
    impossible |= impossible_with(model);
  }
  return found;
}

ModelSet tested_models() {
  ModelSet models;
  for (const ExistsSpec& spec : kExistsSpecs) {
    models.set(*find_model(spec.model));
  }
  return models;
}

}  // namespace maelstrom::conformance::transactions
