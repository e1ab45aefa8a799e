#include "checkers/transactions/cycle_search.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/transactions/cycle_exists.hpp"
#include "checkers/transactions/path_search.hpp"

namespace maelstrom::conformance::transactions {
namespace {

// Steps before a cheap test whether the search can find a cycle at all.
constexpr std::uint64_t kFirstSteps = 100'000;
constexpr std::uint64_t kWalkSteps = 50'000'000;
constexpr std::uint64_t kStepsWithinWalk = 20'000;
constexpr std::size_t kMostWalks = 64;
// The most edges between pairs of transactions in a component that is searched path by path.
constexpr std::size_t kMostEdges = 4'000'000;

struct NamedForm {
  std::string_view name;
  CycleForm form;
};

CycleForm base_form(std::string_view name) {
  CycleForm form;
  form.legal = kDependencies;
  if (name == "G0") {
    form.legal = kWriteWrite;
  } else if (name == "G1c") {
    form.wanted[0] = kWriteRead;
  } else if (name == "G-single-item") {
    form.anti_dependencies = 1;
    form.mode = AntiDependencyMode::kOnce;
    form.typed = true;
  } else if (name == "G-nonadjacent-item") {
    form.anti_dependencies = 2;
    form.mode = AntiDependencyMode::kNonadjacent;
    form.typed = true;
  } else if (name == "G2-item") {
    form.legal |= kReadWrite;
    form.anti_dependencies = 2;
    form.typed = true;
  }
  return form;
}

// In search order: Elle's forms, without those that need a predicate, because these transactions have no predicates.
const std::vector<CycleForm>& cycle_forms() {
  static const std::vector<CycleForm> kForms = [] {
    std::vector<CycleForm> forms;
    for (const std::string_view name :
         {"G-single-item", "G0", "G-nonadjacent-item", "G-single-item-process", "G1c", "G-nonadjacent-item-process",
          "G-single-item-realtime", "G2-item", "G-nonadjacent-item-realtime", "G0-process", "G1c-process",
          "G2-item-process", "G0-realtime", "G1c-realtime", "G2-item-realtime"}) {
      const bool process = name.ends_with("-process");
      const bool realtime = name.ends_with("-realtime");
      CycleForm form = base_form(name.substr(0, name.size() - (process ? 8 : realtime ? 9 : 0)));
      const EdgeKinds order = process ? kProcess : realtime ? kRealtime : EdgeKinds{0};
      form.legal |= order;
      form.wanted[1] = order;
      form.name = anomaly_named(name);
      forms.push_back(form);
    }
    return forms;
  }();
  return kForms;
}

EdgeKinds best_reason(EdgeKinds kinds, StepPreference preference) {
  if (preference == StepPreference::kWriteReadFirst && (kinds & kWriteRead) != 0) {
    return kWriteRead;
  }
  return static_cast<EdgeKinds>(1U << static_cast<unsigned>(std::countr_zero(kinds)));
}

// The name of a cycle with these reasons, in order.
Anomaly classify(const std::vector<CycleStep>& steps) {
  std::array<std::size_t, kAllKinds + 1> count{};
  bool adjacent = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    ++count[steps[i].kind];
    adjacent = adjacent || (steps[i].kind == kReadWrite && steps[(i + 1) % steps.size()].kind == kReadWrite);
  }
  std::string name = count[kReadWrite] == 1              ? "G-single-item"
                     : count[kReadWrite] > 1 && adjacent ? "G2-item"
                     : count[kReadWrite] > 1             ? "G-nonadjacent-item"
                     : count[kWriteRead] > 0             ? "G1c"
                                                         : "G0";
  if (count[kRealtime] > 0) {
    name += "-realtime";
  } else if (count[kProcess] > 0) {
    name += "-process";
  }
  return anomaly_named(name);
}

class ComponentSearch {
 public:
  ComponentSearch(std::span<const std::uint32_t> indices, const Component& component, StepPreference preference,
                  std::uint64_t steps)
      : indices_(indices), component_(component), preference_(preference), steps_(steps) {
    for (const EdgeKinds kinds : component.edges.kinds) {
      present_ |= kinds;
    }
  }

  void search(CycleFindings& findings) {
    std::vector<CycleExists> exists = find_cycle_exists(component_);
    AnomalySet redundant = excluded_by(exists);
    for (const CycleForm& form : cycle_forms()) {
      if (redundant[form.name] || !possible(form)) {
        continue;
      }
      const auto cycle = find(form, findings);
      if (!cycle) {
        continue;
      }
      Cycle explained = explain(*cycle);
      if (form.typed && explained.type != form.name) {
        continue;
      }
      findings.cycles.push_back(std::move(explained));
      redundant |= implied_by(form.name);
    }
    for (CycleExists& exist : exists) {
      findings.exists.push_back(std::move(exist));
    }
  }

 private:
  // Anomalies that are impossible, because a model that prohibits them has no cycle against it.
  static AnomalySet excluded_by(const std::vector<CycleExists>& exists) {
    ModelSet impossible;
    for (const CycleExists& exist : exists) {
      impossible |= impossible_with(exist.model);
    }
    const ModelSet holding = tested_models() & ~impossible;
    std::vector<Model> models;
    for (Model model = 0; model < kMaxModels; ++model) {
      if (holding[model]) {
        models.push_back(model);
      }
    }
    return prohibited_by(models);
  }

  bool possible(const CycleForm& form) const {
    const bool has_wanted = std::all_of(form.wanted.begin(), form.wanted.end(),
                                        [&](EdgeKinds wanted) { return wanted == 0 || (wanted & present_) != 0; });
    return has_wanted && (form.anti_dependencies == 0 || (present_ & kReadWrite) != 0);
  }

  // Searches path by path for a limited number of steps; then, if closed walks show that a cycle is possible, for all
  // allowed steps.
  std::optional<std::vector<std::uint32_t>> find(const CycleForm& form, CycleFindings& findings) {
    const SearchGraph* const graph = graph_of(form.kinds());
    StepBudget first{std::min(kFirstSteps, steps_)};
    if (graph != nullptr) {
      auto cycle = find_path(*graph, form, first);
      if (cycle || !first.spent) {
        return cycle;
      }
    }
    StepBudget walking{kWalkSteps};
    const std::vector<std::vector<std::uint32_t>> walks = closed_walks(component_, form, kMostWalks, walking);
    if (walks.empty() && !walking.spent) {
      return std::nullopt;
    }
    StepBudget full{steps_};
    if (graph != nullptr) {
      auto cycle = find_path(*graph, form, full);
      if (cycle || !full.spent) {
        return cycle;
      }
    }
    for (const std::vector<std::uint32_t>& walk : walks) {
      StepBudget within{kStepsWithinWalk};
      const auto part = search_graph(indices_, component_, form.kinds(), &walk, kMostEdges);
      auto cycle = find_path(*part, form, within);
      if (cycle && (!form.typed || explain(*cycle).type == form.name)) {
        return cycle;
      }
    }
    findings.given_up.push_back({form.name, component_.events.size()});
    return std::nullopt;
  }

  const SearchGraph* graph_of(EdgeKinds kinds) {
    kinds &= present_;
    for (const auto& [known, graph] : graphs_) {
      if (known == kinds) {
        return graph ? &*graph : nullptr;
      }
    }
    graphs_.emplace_back(kinds, search_graph(indices_, component_, kinds, nullptr, kMostEdges));
    return graphs_.back().second ? &*graphs_.back().second : nullptr;
  }

  Cycle explain(const std::vector<std::uint32_t>& cycle) const {
    const auto part = search_graph(indices_, component_, kAllKinds, &cycle, kMostEdges);
    Cycle explained;
    for (std::size_t i = 0; i + 1 < cycle.size(); ++i) {
      explained.steps.push_back({component_.events[cycle[i]], component_.events[cycle[i + 1]],
                                 best_reason(kinds_between(*part, cycle[i], cycle[i + 1]), preference_)});
    }
    explained.type = classify(explained.steps);
    return explained;
  }

  static EdgeKinds kinds_between(const SearchGraph& graph, std::uint32_t from, std::uint32_t to) {
    const auto number = [&](std::uint32_t vertex) {
      return static_cast<std::uint32_t>(std::find(graph.vertices.begin(), graph.vertices.end(), vertex) -
                                        graph.vertices.begin());
    };
    const std::uint32_t source = number(from);
    const std::uint32_t target = number(to);
    for (std::uint32_t edge = graph.edges.offsets[source]; edge < graph.edges.offsets[source + 1]; ++edge) {
      if (graph.edges.targets[edge] == target) {
        return graph.edges.kinds[edge];
      }
    }
    return 0;
  }

  std::span<const std::uint32_t> indices_;
  const Component& component_;
  StepPreference preference_;
  std::uint64_t steps_;
  EdgeKinds present_ = 0;
  std::vector<std::pair<EdgeKinds, std::optional<SearchGraph>>> graphs_;
};

}  // namespace

CycleFindings search_cycles(std::span<const std::uint32_t> indices, const std::vector<Component>& components,
                            StepPreference preference, std::uint64_t steps) {
  CycleFindings findings;
  for (const Component& component : components) {
    ComponentSearch(indices, component, preference, steps).search(findings);
  }
  return findings;
}

}  // namespace maelstrom::conformance::transactions
