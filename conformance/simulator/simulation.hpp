// A whole test in virtual time, in this process: the same seed gives the same run, byte for byte.
//
//   Simulation simulation;
//   simulation.plan.workload = "unique-ids";
//   simulation.plan.nodes = {"n1", "n2", "n3", "n4", "n5"};
//   simulation.plan.rate = 100;
//   simulation.plan.time_limit = 10 * kSecond;
//   simulation.at(3 * kSecond, kill_nodes({1}));
//   simulation.at(5 * kSecond, start_nodes({1}));
//   const Results results = simulation.run("build/unique_ids.so");
//   EXPECT_EQ(results.valid, Validity::kTrue) << results.reasons.front();
//
// Each `run` is independent: call it repeatedly, on any thread, but not concurrently on one Simulation.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#include "conformance/choices/choices.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/run/nemesis.hpp"
#include "conformance/run/plan.hpp"
#include "conformance/run/results.hpp"
#include "conformance/workloads/workload.hpp"
#include "history/history.hpp"
#include "history/trace.hpp"
#include "host/node/node.hpp"

namespace maelstrom::conformance {

class PluginSource;

class Simulation {
 public:
  Plan plan;
  host::NodeOptions node_options;

  // Creates the workload; if empty, the workload named in the plan.
  std::function<std::unique_ptr<Workload>()> make_workload;

  // Judges the history; if empty, the checker named in the plan.
  HistoryChecker checker;

  // The source of the run's choices; if null, plan.seed. It must outlive the run.
  Choices* choices = nullptr;

  // Receives all events, with log lines of `log_level` or above; may be null.
  Trace* trace = nullptr;
  maelstrom_log_level log_level = MAELSTROM_LOG_WARN;

  // Called with the plugin before a node is created; may be empty.
  std::function<void(const maelstrom_plugin& plugin)> on_load;

  // Called at every step; returns whether to give up. May be empty.
  std::function<bool()> interrupted;

  // Adds a fault at `time` after the start, besides those of the plan's nemesis.
  void at(Time time, Fault fault) { script_.emplace_back(time, std::move(fault)); }

  // Runs the plan with a plugin. Throws CannotRun if the plugin fails to start, host::PluginRefused if it cannot be
  // loaded. Each incarnation of a node has its own global variables, except for a plugin that is linked into this
  // program.
  Results run(const std::filesystem::path& plugin);
  Results run(const maelstrom_plugin& plugin);

  // The history of the last run.
  const History& history() const { return *history_; }

 private:
  Results run(PluginSource& plugins);

  std::vector<std::pair<Time, Fault>> script_;
  std::unique_ptr<History> history_;
};

// Faults for `at`, on nodes by their place in the plan.
Fault kill_nodes(std::vector<NodeIndex> nodes);
Fault start_nodes(std::vector<NodeIndex> nodes);
Fault pause_nodes(std::vector<NodeIndex> nodes);
Fault resume_nodes(std::vector<NodeIndex> nodes);
// Cuts these nodes off from all others of `node_count`.
Fault isolate_nodes(const std::vector<NodeIndex>& nodes, std::size_t node_count);
Fault heal_network();
Fault jump_clocks(std::vector<NodeIndex> nodes, Time by);

}  // namespace maelstrom::conformance
