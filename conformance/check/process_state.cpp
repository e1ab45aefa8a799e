#include "process_state.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>

#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __APPLE__
#include <mach/mach.h>
#include <malloc/malloc.h>
#endif

// There in a process that has a sanitizer, whose malloc the C library knows nothing of.
// NOLINTNEXTLINE(readability-identifier-naming): the sanitizers' own
extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace maelstrom::conformance::check {
namespace {

bool has_sanitizer() {
  return __sanitizer_get_current_allocated_bytes != nullptr;
}

std::optional<std::size_t> entries(const char* folder) {
  std::error_code error;
  std::size_t count = 0;
  for (auto entry = std::filesystem::directory_iterator(folder, error); !error && entry != end(entry);
       entry.increment(error)) {
    ++count;
  }
  return error ? std::nullopt : std::optional(count);
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
    return std::nullopt;  // a sanitizer keeps what was freed for a while
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
  if (has_sanitizer()) {  // ThreadSanitizer starts a thread of its own with the first one of anybody's
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
  return entries("/proc/self/task");
#endif
}

std::size_t threads_at_start() {
  static const std::size_t count = thread_count().value_or(1);
  return count;
}

std::optional<std::size_t> open_descriptors() {
  return entries("/dev/fd");
}

std::chrono::nanoseconds time_without_processor(pid_t process) {
  // Linux: time on a processor, time waiting for one, number of turns (Documentation/scheduler/sched-stats.rst).
  std::ifstream file("/proc/" + std::to_string(process) + "/schedstat");
  std::int64_t ran = 0;
  std::int64_t waited = 0;
  return std::chrono::nanoseconds(file >> ran >> waited ? waited : 0);
}

}  // namespace maelstrom::conformance::check
