// Replays a recorded node run (host/recording/recording.hpp) in one thread, with the same lines at the same times and
// the same clock values and random bytes, and compares the node's output with the recording.
//
// Threads of a plugin are not replayed: a recording does not contain when they read a clock or post a callback. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/abi.h>

#include "host/recording/recording.hpp"

namespace maelstrom::conformance {

// The first difference between a replay and its recording.
struct Difference {
  std::size_t line_number = 0;          // in the recording: the line of the missing output, or else of the call
  std::string call;                     // the current call: "receive {...}"
  std::optional<std::string> recorded;  // nullopt: no more output was recorded
  std::optional<std::string> replayed;  // nullopt: no more output
};

struct ReplayResult {
  std::string node;             // its id; empty if it never had one
  std::uint64_t received = 0;   // lines
  std::uint64_t sent = 0;       // recorded lines
  std::uint64_t calls = 0;      // of the node
  std::uint64_t different = 0;  // calls with different output
  std::optional<Difference> first;
  // The line of the first call that read clocks or random bytes more or less often than recorded, or 0. This need not
  // be an error.
  std::size_t other_reads = 0;
  bool killed = false;      // the recording ends without a stop
  bool unfinished = false;  // the recording ends within a line
  bool has_stop = false;    // the call on line Replay::stop_at was reached
};

struct Replay {
  // Called with every line of output; may be empty.
  std::function<void(std::string_view line)> on_line;

  // Receives the node's log; may be empty. The node and the plugin see the recorded level, or this one if it is lower.
  std::function<void(maelstrom_log_level level, std::string_view text)> on_log;
  maelstrom_log_level log_level = MAELSTROM_LOG_ERROR + 1;

  // Called before the call on this line of the recording; 0: never.
  std::size_t stop_at = 0;
  std::function<void()> on_stop;

  // recording: the whole text. Throws host::BadRecording, and host::CreateFailed if the plugin fails to start.
  ReplayResult run(const maelstrom_plugin& plugin, std::string_view recording) const;
};

}  // namespace maelstrom::conformance
