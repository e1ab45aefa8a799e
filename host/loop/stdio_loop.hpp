// Moves bytes between descriptors and a node: the only place that reads, writes and waits.
//
// One iteration: read a chunk, let the node have its lines, write what the node has said with one write. Output is
// always written before the loop waits. It waits in read(2) itself as long as nothing but input can happen, and in
// poll(2) when a timer runs, or once a thread of the plugin has posted something. [loop]
#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "host/loop/system_platform.hpp"
#include "host/node/node.hpp"
#include "host/recording/recorder.hpp"
#include "platform/line_buffer.hpp"

namespace maelstrom::host {

class StdioLoop {
 public:
  // The descriptors are borrowed; `input` is replaced by /dev/null when SIGTERM or SIGINT comes. At most one loop at a
  // time handles signals. recorder: the node's platform, if its life is recorded, or nullptr.
  StdioLoop(Node& node, SystemPlatform& platform, int input, int output, Recorder* recorder = nullptr);
  ~StdioLoop();
  StdioLoop(const StdioLoop&) = delete;
  StdioLoop& operator=(const StdioLoop&) = delete;

  // Serves until the input ends or SIGTERM or SIGINT comes; then answers what was read, stops the node, and writes its
  // last words. Returns an empty text, or what went wrong with a descriptor.
  std::string run();

 private:
  bool read_chunk();
  void wait_for_input();
  void note_empty_input();
  bool look_for_input();
  void note_nothing_to_read();
  void look_back_on_stop();
  void look_back_on_work();
  void receive(std::string_view line, std::int64_t received_ns);
  void advance();
  void stop();
  bool flush();
  bool fail(const char* what);
  void wake();
  void interrupt_read();
  bool restore_input();
  std::int64_t now() { return platform_.coarse_monotonic_ns(); }

  Node& node_;
  SystemPlatform& platform_;
  const int input_;
  const int own_input_;  // a copy of it, for when it is /dev/null
  const int output_;
  Recorder* const recorder_;
  const std::thread::id thread_ = std::this_thread::get_id();
  const pthread_t loop_ = pthread_self();
  int wake_pipe_[2] = {-1, -1};  // read end, write end

  // Set by the first post of another thread, which also interrupts the read that the loop may wait in; from then on the
  // loop waits in poll.
  std::atomic<bool> polls_ = false;
  std::mutex interrupting_;
  bool interrupted_ = false;  // and input_ is /dev/null; guarded by interrupting_
  LineBuffer lines_;
  std::int64_t last_read_ns_;      // when the input was last seen empty
  std::int64_t waited_ns_ = 0;     // since then
  bool came_during_stop_ = false;  // what is there to read now
  std::string error_;
};

// Makes stdout safe: fd 1 goes to stderr and fd 0 to /dev/null from now on, so that nothing a plugin prints or reads
// can touch the protocol; the real ones move to private descriptors that a child process does not inherit. Throws
// std::system_error.
struct Wire {
  int input;
  int output;

  static Wire take();
};

}  // namespace maelstrom::host
