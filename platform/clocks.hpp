// The clocks of the system. Thread-safe.
#pragma once

#include <cstdint>
#include <ctime>

namespace maelstrom::platform {

// The time of this clock, in nanoseconds.
inline std::int64_t clock_ns(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// The monotonic clock, cheaper to read and up to 10 ms behind.
inline std::int64_t coarse_clock_ns() {
#ifdef CLOCK_MONOTONIC_COARSE
  return clock_ns(CLOCK_MONOTONIC_COARSE);  // Linux: a memory read
#else
  return clock_ns(CLOCK_MONOTONIC);
#endif
}

}  // namespace maelstrom::platform
