#include "conformance/simulator/simulation.hpp"

#include <algorithm>
#include <memory>

#include "checkers/checker.hpp"
#include "conformance/choices/random.hpp"
#include "conformance/run/event_queue.hpp"
#include "conformance/run/run.hpp"
#include "conformance/simulator/simulated_cluster.hpp"
#include "conformance/workloads/workload.hpp"
#include "host/loading/plugin_copies.hpp"
#include "host/loading/plugin_library.hpp"

namespace maelstrom::conformance {
namespace {

Fault fault_of_nodes(FaultKind kind, bool start, std::vector<NodeIndex> nodes) {
  Fault fault;
  fault.kind = kind;
  fault.start = start;
  fault.nodes = std::move(nodes);
  return fault;
}

class CopiedPlugin final : public PluginSource {
 public:
  explicit CopiedPlugin(const std::filesystem::path& path) : copies_(path) {}

  const maelstrom_plugin& begin_life() override { return copies_.begin_life(); }
  void end_life(const maelstrom_plugin& plugin) override { copies_.end_life(plugin); }
  bool may_have_threads() const override { return copies_.may_have_threads(); }
  const std::string& shared() const { return copies_.shared(); }
  const maelstrom_plugin& original() const { return *copies_.original().descriptor; }

 private:
  host::PluginCopies copies_;
};

// A plugin linked into this program.
class OnePlugin final : public PluginSource {
 public:
  explicit OnePlugin(const maelstrom_plugin& plugin) : plugin_(plugin) {}

  const maelstrom_plugin& begin_life() override { return plugin_; }
  void end_life(const maelstrom_plugin& /*plugin*/) override {}
  bool may_have_threads() const override { return true; }

 private:
  const maelstrom_plugin& plugin_;
};

}  // namespace

Results Simulation::run(const std::filesystem::path& plugin) {
  CopiedPlugin copies(plugin);
  if (on_load) {
    on_load(copies.original());
  }
  Results results = run(copies);
  if (!copies.shared().empty()) {
    results.warnings.push_back("nodes share the plugin's global variables, unlike real processes: " + copies.shared());
  }
  return results;
}

Results Simulation::run(const maelstrom_plugin& plugin) {
  OnePlugin one(plugin);
  return run(one);
}

Results Simulation::run(PluginSource& plugins) {
  const auto workload = make_workload ? make_workload() : find_workload(plan.workload)->make(workload_setting(plan));
  RandomChoices seeded(plan.seed);
  Choices& chosen = choices == nullptr ? seeded : *choices;
  SimulatedCluster cluster(plugins, plan.nodes, node_options, chosen, log_level, trace);
  Run run(plan, *workload, cluster, chosen, trace);
  EventQueue<Fault> script;
  for (const auto& [time, fault] : script_) {
    script.push(time, fault);
  }

  run.start(0);
  while (!run.finished()) {
    const Time now = std::min({run.next_event_time(), cluster.next_event_time(), script.next_time()});
    if (now == kNever) {
      throw CannotRun("the simulation made no progress");  // impossible: a run has a time limit
    }
    cluster.set_now(now);
    run.advance(now);
    while (script.next_time() <= now) {
      run.inject(script.pop(), now);
    }
    cluster.advance(run, now);
    if (interrupted && interrupted()) {
      run.interrupt("interrupted", now);
    }
  }
  Results results = run.results(checker ? checker : find_checker(plan.workload)->check);
  if (!cluster.slow_call().empty()) {
    results.warnings.push_back(cluster.slow_call());
  }
  history_ = std::make_unique<History>(run.take_history());
  return results;
}

Fault kill_nodes(std::vector<NodeIndex> nodes) {
  return fault_of_nodes(FaultKind::kKill, true, std::move(nodes));
}
Fault start_nodes(std::vector<NodeIndex> nodes) {
  return fault_of_nodes(FaultKind::kKill, false, std::move(nodes));
}
Fault pause_nodes(std::vector<NodeIndex> nodes) {
  return fault_of_nodes(FaultKind::kPause, true, std::move(nodes));
}
Fault resume_nodes(std::vector<NodeIndex> nodes) {
  return fault_of_nodes(FaultKind::kPause, false, std::move(nodes));
}

Fault isolate_nodes(const std::vector<NodeIndex>& nodes, std::size_t node_count) {
  Fault fault;
  fault.kind = FaultKind::kPartition;
  fault.start = true;
  fault.grudge.resize(node_count);
  const auto isolated = [&nodes](NodeIndex node) { return std::find(nodes.begin(), nodes.end(), node) != nodes.end(); };
  for (NodeIndex a = 0; a < node_count; ++a) {
    for (NodeIndex b = 0; b < node_count; ++b) {
      if (isolated(a) != isolated(b)) {
        fault.grudge[a].push_back(b);
      }
    }
  }
  return fault;
}

Fault heal_network() {
  return {};
}

Fault jump_clocks(std::vector<NodeIndex> nodes, Time by) {
  Fault fault = fault_of_nodes(FaultKind::kClock, true, std::move(nodes));
  fault.clock_jump = by;
  return fault;
}

}  // namespace maelstrom::conformance
