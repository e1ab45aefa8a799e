// The nodes of a simulation: instances of one plugin, each inside its own host::Node, in this process and in virtual
// time. Each incarnation of a node has its own copy of the plugin's library, as a process has.
//
// The nodes run the same code as under Maelstrom; only their environment (pipes, clocks, randomness) is simulated, from
// the seed. Handling a message takes a short random time, so that two nodes rarely act at the same moment, and a
// message loop without latency cannot stop the clock.
//
// A killed node runs no more code: its memory is not freed, and its threads stop at their next host call. Nodes that
// still run at the end are stopped normally. Not thread-safe; threads of the plugin may call the functions that abi.h
// allows.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/abi.h>

#include "conformance/choices/choices.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/run/event_queue.hpp"
#include "history/time.hpp"
#include "host/node/node.hpp"

namespace maelstrom::conformance {

class Run;
class Trace;

// Provides the plugin to each incarnation of a node.
class PluginSource {
 public:
  PluginSource() = default;
  PluginSource(const PluginSource&) = delete;
  PluginSource& operator=(const PluginSource&) = delete;
  virtual ~PluginSource() = default;

  virtual const maelstrom_plugin& begin_life() = 0;
  // No code of that incarnation will run again.
  virtual void end_life(const maelstrom_plugin& plugin) = 0;
  // False only if it is known to have no threads.
  virtual bool may_have_threads() const = 0;
};

class SimulatedCluster final : public Cluster {
 public:
  // `plugins` and `choices` must outlive the cluster. trace: receives every timer of every node, and every line of its
  // log at `log_level` or above; may be null. It must outlive the cluster too.
  SimulatedCluster(PluginSource& plugins, std::vector<std::string> names, host::NodeOptions options, Choices& choices,
                   maelstrom_log_level log_level, Trace* trace);
  ~SimulatedCluster() override;
  SimulatedCluster(const SimulatedCluster&) = delete;
  SimulatedCluster& operator=(const SimulatedCluster&) = delete;

  void start(NodeIndex node) override;
  void deliver(NodeIndex node, std::string_view line) override;
  void kill(NodeIndex node) override;
  void pause(NodeIndex node) override;
  void resume(NodeIndex node) override;
  void disturb_clock(NodeIndex node, Time jump, double drift) override;

  // When a node next has something to do; kNever if no node has.
  Time next_event_time() const { return wakeups_.next_time(); }

  // Advances virtual time to `now`, which is at most next_event_time or the run's next wake-up time: nodes handle due
  // events, and their output goes to `run`.
  void advance(Run& run, Time now);

  // A description of the first plugin call that took long by a real clock; empty if there was none.
  const std::string& slow_call() const { return slow_call_; }

  // The current time for the next deliveries.
  void set_now(Time now);

 private:
  class Machine;  // a platform with made-up clocks and randomness
  struct Shared;  // state of machines that outlives the cluster
  struct Line {
    std::string text;
    Time arrived;  // earliest arrival at the node's stdin: a paused node reads it later
    Time ready;    // when the node handles it
  };
  struct Instance {
    std::shared_ptr<Machine> machine;
    const maelstrom_plugin* plugin = nullptr;
    std::unique_ptr<host::Node> node;  // null while it is down
    std::deque<Line> inbox;
    std::uint64_t lives = 0;
    Time last_ready = 0;
    Time wakeup = kNever;  // the earliest one that is scheduled
    Time paused_since = kNever;
  };

  Time next_time(const Instance& instance) const;
  void schedule(NodeIndex node);
  void run_node(NodeIndex node, Run& run);
  void call_plugin(NodeIndex node);
  void emit(NodeIndex node, Run& run);
  void report_refusals(NodeIndex node, Run& run);

  void schedule_woken();

  PluginSource& plugins_;
  const host::NodeOptions options_;
  const std::vector<std::string> names_;
  Choices& choices_;
  const std::shared_ptr<Shared> shared_;
  std::unique_ptr<ChoiceStream> delays_;
  std::vector<Instance> instances_;
  EventQueue<NodeIndex> wakeups_;
  std::vector<std::string> spare_texts_;  // of lines, for their memory
  std::string output_;
  Time now_ = 0;
  std::string slow_call_;
};

}  // namespace maelstrom::conformance
