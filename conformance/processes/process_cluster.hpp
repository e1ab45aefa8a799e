// Nodes as processes of this machine: the one place that forks, reads, writes, polls and looks at a clock.
//
// Every node is the leader of a process group of its own and runs in the system's temporary folder, as under Maelstrom.
// Writes never wait: what a node does not take yet is queued, so that one stalled node holds up nobody else. Every node
// is killed, with its whole group, when the cluster is destroyed at the latest. Not thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "conformance/processes/node_log.hpp"
#include "conformance/processes/node_program.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/run/run.hpp"
#include "history/time.hpp"
#include "platform/line_buffer.hpp"
#include "platform/signal_pipe.hpp"

namespace maelstrom::conformance {

// The most that a node may write to stdout as one line. Maelstrom has no such limit but its memory.
inline constexpr std::size_t kLongestLine = std::size_t{64} << 20;

class ProcessCluster : public Cluster {
 public:
  // logs: the folder for <node>.log. `signals` must outlive the cluster.
  ProcessCluster(NodeProgram program, std::vector<std::string> nodes, std::filesystem::path logs, bool log_stderr,
                 SignalPipe& signals, std::size_t longest_line = kLongestLine);
  ~ProcessCluster() override;

  void start(NodeIndex node) override;
  void deliver(NodeIndex node, std::string_view line) override;
  void kill(NodeIndex node) override;
  void pause(NodeIndex node) override;
  void resume(NodeIndex node) override;
  void disturb_clock(NodeIndex node, Time jump, double drift) override;
  UnfinishedLine unfinished_line(NodeIndex node) const override;

  // Time since the cluster was made.
  Time now() const;

  // Hands the nodes what is queued for them, waits until one of them says something, a signal comes or it is `until`,
  // and tells the run what has happened.
  void turn(Run& run, Time until);

  // Tells the run what nodes' hosts have refused and what has not been told yet, for when the nodes are gone.
  void report_refusals(Run& run);

  // The first warnings and errors in the logs of nodes' hosts that differ from each other, but for refusals:
  // "node n1: TEXT".
  std::vector<std::string> warnings() const;

 private:
  struct Process;

  void log_line(NodeIndex node, std::string_view line);
  void signal(NodeIndex node, int number);
  void wait(Time until);
  void watch(int descriptor, short events);
  bool ready(int descriptor) const;
  static void flush(Process& process);
  void read_stdout(NodeIndex node, Run& run);
  void end_of_stdout(NodeIndex node, Run& run);
  static bool read_stderr(Process& process);
  void drain(NodeIndex node, Run& run);
  void reap(NodeIndex node, Run& run);

  NodeProgram program_;
  std::vector<std::string> nodes_;
  std::filesystem::path logs_;
  bool log_stderr_;
  SignalPipe& signals_;
  std::size_t longest_line_;
  std::chrono::steady_clock::time_point epoch_;
  std::vector<std::unique_ptr<Process>> processes_;
  std::vector<std::pair<NodeIndex, std::string>> refusals_;  // not yet told
  std::vector<std::pair<NodeIndex, std::string>> warnings_;
  struct Poll;
  std::unique_ptr<Poll> poll_;
};

// A file name for the log of a node of any name.
std::string log_file_name(std::string_view node);

}  // namespace maelstrom::conformance
