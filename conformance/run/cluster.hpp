// The nodes of a run as the core sees them: real processes here, plugins in virtual time in the simulator.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "history/node_index.hpp"
#include "history/time.hpp"
#include "platform/cannot_run.hpp"

namespace maelstrom::conformance {

// How a node ended.
struct NodeExit {
  bool signalled = false;
  int status = 0;      // the exit status, or the signal's number
  std::string output;  // the last lines it wrote to stderr
};

// A node's output since its last line break.
struct UnfinishedLine {
  std::string_view bytes;  // valid until the node writes more
  Time since = 0;          // when the first byte arrived
};

// None of these functions may call back into the run before it returns.
class Cluster {
 public:
  Cluster() = default;
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  Cluster(Cluster&&) = delete;
  Cluster& operator=(Cluster&&) = delete;
  virtual ~Cluster() = default;

  // Starts a node, or restarts a killed node. Throws CannotRun.
  virtual void start(NodeIndex node) = 0;

  // Hands `line`, which ends in '\n', to a node's standard input. Never waits for the node.
  virtual void deliver(NodeIndex node, std::string_view line) = 0;

  // Ends a node without warning; it sends nothing after this, and its exit is not reported.
  virtual void kill(NodeIndex node) = 0;

  // Pauses a node, or continues it. It then reads the messages that were delivered meanwhile, without their arrival
  // times.
  virtual void pause(NodeIndex node) = 0;
  virtual void resume(NodeIndex node) = 0;

  // Empty if nodes deliver only whole lines.
  virtual UnfinishedLine unfinished_line(NodeIndex /*node*/) const { return {}; }

  // Moves a node's wall clock by `jump`; from now on it gains `drift` seconds per second.
  virtual void disturb_clock(NodeIndex node, Time jump, double drift) = 0;
};

}  // namespace maelstrom::conformance
