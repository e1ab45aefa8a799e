// A node under measurement: a child process with pipes on stdin and stdout, as under Maelstrom. Its stderr is
// discarded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace maelstrom::bench {

struct Memory {
  std::int64_t now;   // resident, in bytes
  std::int64_t peak;  // the peak since the start of the program
};

class NodeProcess {
 public:
  // command: the program and its arguments. Throws std::system_error if it cannot be started.
  explicit NodeProcess(const std::vector<std::string>& command);

  // Ends it as Maelstrom does, by SIGKILL.
  ~NodeProcess();

  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;

  int input() const { return input_; }    // to write to
  int output() const { return output_; }  // to read from

  // Processor time used so far by all its threads, user and system, in nanoseconds. nullopt if the system does not
  // report it for another process.
  std::optional<std::int64_t> cpu_ns() const;

  // nullopt without /proc.
  std::optional<Memory> memory() const;

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
};

// Restricts this process, and the nodes that it starts later, to the first `count` of its initial processors; 0: to all
// of them. Does nothing if the system does not support it.
void stay_on_processors(int count);

}  // namespace maelstrom::bench
