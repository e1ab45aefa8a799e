// The event loop of a node: waits for input, timers, posts of the plugin's threads and signals, and handles them.
//
// One iteration: read the available input, pass it to the node, flush the node's output. Output is always flushed
// before the loop waits. It waits in poll(2) for the transport's input and for its own pipe, into which posts and
// signal handlers write a byte; so none of them is missed, on any thread. [loop]
#pragma once

#include <cstdint>
#include <string>

#include "host/loop/system_platform.hpp"
#include "host/node/node_input.hpp"
#include "host/transport/transport.hpp"

namespace maelstrom::host {

class EventLoop {
 public:
  // All are borrowed. At most one loop at a time: it handles signals.
  EventLoop(NodeInput& node, SystemPlatform& platform, Transport& transport);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Serves until the input ends or SIGTERM or SIGINT arrives; then handles the lines already read, stops the node, and
  // sends its last messages. Returns the error of a descriptor, otherwise an empty text.
  std::string run();

 private:
  bool wait_for_input();
  int timeout_ms();
  void empty_wake_pipe();
  bool take_input();
  void note_empty_input();
  bool look_for_input();
  void note_nothing_to_read();
  void look_back_on_stop();
  void look_back_on_work(std::int64_t now_ns);
  const std::string& error() const;
  std::int64_t now() { return platform_.coarse_monotonic_ns(); }

  NodeInput& node_;
  SystemPlatform& platform_;
  Transport& transport_;
  int wake_pipe_[2] = {-1, -1};  // read end, write end

  // For the earliest possible time of arrival of the next data read.
  std::int64_t last_empty_ns_;     // when the input was last seen empty
  std::int64_t waited_ns_ = 0;     // since then
  std::int64_t woke_ns_ = 0;       // when the loop last woke to read
  bool came_during_stop_ = false;  // for the input that is available now
  std::string error_;              // of a wait
};

}  // namespace maelstrom::host
