// Runs this executable in child processes, which may crash, hang and leave processes and files.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "platform/signal_pipe.hpp"

namespace maelstrom::conformance::check {

// The option with the descriptor of a child's mailbox.
inline constexpr const char* kChildOption = "--child";

struct ChildProgram {
  std::string path;
  std::vector<std::string> arguments;  // kChildOption follows them
  std::filesystem::path folder;        // working directory
};

// How a child ended, and its report until then.
struct ChildResult {
  nlohmann::ordered_json said;  // the contents of its mailbox: an object, possibly empty
  std::string step;             // the last one
  bool hung = false;            // killed, because it reported no step within the timeout
  bool gave_up = false;         // killed, because it exceeded the total time
  bool has_copies = false;      // the plugin forked, and the copy returned from the plugin
  int signal = 0;               // the fatal signal, or 0
  int exit_status = 0;          // if no signal ended it
  std::string errors;           // the end of its stderr
  std::int64_t duration_ns = 0;
};

struct ChildLimits {
  unsigned jobs = 1;                      // children at a time
  std::chrono::nanoseconds timeout = {};  // between two steps, without time spent waiting for a processor
};

// The total time of a child, as a multiple of the timeout.
inline constexpr int kMostTimeouts = 12;

// Other duties of the process that runs the children.
struct Surroundings {
  SignalPipe* signals = nullptr;  // ends the run on request, and wakes the runner when a child ends
  bool kills_strays = false;      // kill all other children of this process: they were left by these children
  std::function<void()> on_wait;  // called from time to time
};

// A signal requests the end of the run.
class Interrupted : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The task of child number `index`, for its mailbox; nullopt if it is no longer needed.
using TaskOf = std::function<std::optional<nlohmann::ordered_json>(std::size_t index)>;

// Runs `program` for each of `count` tasks. Calls done(index, result) when each of them ends. Throws CannotRun if it
// cannot be run, and Interrupted; all children have then ended.
void run_children(const ChildProgram& program, std::size_t count, const TaskOf& task_of, const ChildLimits& limits,
                  const Surroundings& surroundings, const std::function<void(std::size_t, ChildResult)>& done);

}  // namespace maelstrom::conformance::check
