#include "plugin_check/process_state.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __APPLE__
#include <mach/mach.h>
#include <malloc/malloc.h>
#endif

// Exists in a process with a sanitizer, which has its own malloc. NOLINTNEXTLINE(readability-identifier-naming): the
// sanitizers' own
extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace maelstrom::conformance::check {
namespace {

// The entries of a folder; empty if it cannot be read.
std::vector<std::string> names_in(const char* folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error); !error && entry != end(entry);
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  return names;
}

std::optional<std::size_t> count_in(const char* folder) {
  const std::size_t count = names_in(folder).size();
  return count == 0 ? std::nullopt : std::optional(count);
}

std::chrono::nanoseconds read_wait(const std::string& path) {
  // Linux: time on a processor, time waiting for one, number of turns (Documentation/scheduler/sched-stats.rst).
  std::ifstream file(path);
  std::int64_t ran = 0;
  std::int64_t waited = 0;
  return std::chrono::nanoseconds(file >> ran >> waited ? waited : 0);
}

// Whether the process is a zombie: its state, after its name in brackets, is Z.
bool has_ended(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t bracket = line.rfind(')');
  return bracket == std::string::npos || line.substr(bracket, 3) == ") Z";
}

}  // namespace

std::optional<std::size_t> heap_bytes() {
  if (has_sanitizer()) {
    return __sanitizer_get_current_allocated_bytes();
  }
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
#elif defined(__APPLE__)
  return mstats().bytes_used;
#else
  return std::nullopt;
#endif
}

std::optional<std::size_t> resident_bytes() {
  if (has_sanitizer()) {
    return std::nullopt;  // a sanitizer delays the reuse of freed memory
  }
#ifdef __APPLE__
  mach_task_basic_info info = {};
  mach_msg_type_number_t size = MACH_TASK_BASIC_INFO_COUNT;
  if (task_info(mach_task_self(), MACH_TASK_BASIC_INFO, reinterpret_cast<task_info_t>(&info), &size) == KERN_SUCCESS) {
    return info.resident_size;
  }
  return std::nullopt;
#else
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  if (!(file >> total >> resident)) {
    return std::nullopt;
  }
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
#endif
}

std::optional<std::size_t> thread_count() {
  if (has_sanitizer()) {  // ThreadSanitizer starts its own thread with the first thread of the process
    static const bool started = (std::thread([] {}).join(), true);
    static_cast<void>(started);
  }
#ifdef __APPLE__
  thread_act_array_t threads = nullptr;
  mach_msg_type_number_t count = 0;
  if (task_threads(mach_task_self(), &threads, &count) != KERN_SUCCESS) {
    return std::nullopt;
  }
  vm_deallocate(mach_task_self(), reinterpret_cast<vm_address_t>(threads), count * sizeof(thread_act_t));
  return count;
#else
  return count_in("/proc/self/task");
#endif
}

std::size_t threads_at_start() {
  static const std::size_t count = thread_count().value_or(1);
  return count;
}

std::optional<std::size_t> open_descriptors() {
  return count_in("/dev/fd");
}

bool has_sanitizer() {
  return __sanitizer_get_current_allocated_bytes != nullptr;
}

void adopt_orphans() {
#ifdef __linux__
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

std::vector<pid_t> children() {
  std::vector<pid_t> children;
  for (const std::string& thread : names_in("/proc/self/task")) {
    std::ifstream file("/proc/self/task/" + thread + "/children");
    for (pid_t child = 0; file >> child;) {
      children.push_back(child);
    }
  }
  return children;
}

std::vector<pid_t> living_children() {
  std::vector<pid_t> living = children();
  std::erase_if(living, has_ended);
  return living;
}

ProcessorWait::ProcessorWait(pid_t process) : process_(process) {
  restart();
}

void ProcessorWait::restart() {
  before_ = waits();
}

std::chrono::nanoseconds ProcessorWait::longest() const {
  std::chrono::nanoseconds longest{0};
  for (const auto& [thread, waited] : waits()) {
    const auto found = before_.find(thread);
    longest = std::max(longest, found == before_.end() ? waited : waited - found->second);
  }
  return longest;
}

std::map<std::string, std::chrono::nanoseconds> ProcessorWait::waits() const {
  std::map<std::string, std::chrono::nanoseconds> waits;
  const std::string threads = "/proc/" + std::to_string(process_) + "/task";
  for (const std::string& thread : names_in(threads.c_str())) {
    waits.emplace(thread, read_wait(fmt::format("{}/{}/schedstat", threads, thread)));
  }
  return waits;
}

std::chrono::nanoseconds processor_wait_of_this_thread() {
  return read_wait("/proc/thread-self/schedstat");
}

}  // namespace maelstrom::conformance::check
