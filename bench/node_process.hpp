// A node under measurement: a child process with pipes on stdin and stdout, as Maelstrom starts one. Its stderr is
// dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace maelstrom::bench {

struct Memory {
  std::int64_t now;   // resident, in bytes
  std::int64_t peak;  // the most that has been resident since the program was started
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

  // nullopt where there is no /proc.
  std::optional<Memory> memory() const;

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
};

// Keeps this process, and the nodes that it starts from now on, on its first `count` processors, of those that it was
// started on; 0: on all of them. Does nothing where the system has no such thing.
void stay_on_processors(int count);

}  // namespace maelstrom::bench
