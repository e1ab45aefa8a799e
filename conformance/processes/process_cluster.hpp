// Nodes as processes of this machine: the one place that forks, reads, writes, polls and reads a clock.
//
// Every node leads its own process group and runs in the system's temporary folder, as under Maelstrom. Writes never
// block: input that a node has not read yet is queued, so a stalled node does not delay the others. The destructor
// kills every remaining node with its group. Not thread-safe.
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

// The longest line that a node may write to stdout. Maelstrom is limited only by its memory.
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

  // Time since the cluster was created.
  Time now() const;

  // Writes queued input to the nodes, waits for output, a signal or the time `until`, and reports events to the run.
  void turn(Run& run, Time until);

  // Reports the remaining refusals of the nodes' hosts to the run, after the nodes have ended.
  void report_refusals(Run& run);

  // The first distinct warnings and errors in the logs of nodes' hosts, without refusals: "node n1: TEXT".
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
  std::vector<std::pair<NodeIndex, std::string>> refusals_;  // not reported yet
  std::vector<std::pair<NodeIndex, std::string>> warnings_;
  struct Poll;
  std::unique_ptr<Poll> poll_;
};

// A file name for the log of a node of any name.
std::string log_file_name(std::string_view node);

}  // namespace maelstrom::conformance
