// The current resources of this process, and the state of other processes.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace maelstrom::conformance::check {

// Bytes allocated with malloc and not freed; nullopt if the system does not report them.
std::optional<std::size_t> heap_bytes();

// Bytes of resident memory, for allocators other than malloc.
std::optional<std::size_t> resident_bytes();

std::optional<std::size_t> thread_count();

// The number at the first call, which must be before a plugin is loaded: a sanitizer has threads too.
std::size_t threads_at_start();

std::optional<std::size_t> open_descriptors();

// Whether this process runs with a sanitizer, which is slower and has its own memory and threads.
bool has_sanitizer();

// Makes this process the parent of orphaned descendants, if the system supports it (Linux), so that it can find them.
void adopt_orphans();

// The children of this process, with and without zombies. Empty if the system does not report them.
std::vector<pid_t> children();
std::vector<pid_t> living_children();

// The time that the threads of a process were ready to run but waited for a processor. This time is not the plugin's
// fault. Zero if the system does not report it.
class ProcessorWait {
 public:
  explicit ProcessorWait(pid_t process);

  // The longest wait of a thread since the construction or the last `restart`.
  std::chrono::nanoseconds longest() const;
  void restart();

 private:
  std::map<std::string, std::chrono::nanoseconds> waits() const;  // by thread

  pid_t process_;
  std::map<std::string, std::chrono::nanoseconds> before_;
};

// The same for the calling thread, since its start.
std::chrono::nanoseconds processor_wait_of_this_thread();

}  // namespace maelstrom::conformance::check
