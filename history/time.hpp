// The core's time. The core never reads a clock: every time is an argument, so that a wall clock and a simulator drive
// the same code.
#pragma once

#include <cstdint>
#include <limits>

namespace maelstrom::conformance {

// Nanoseconds since the start of the run.
using Time = std::int64_t;

inline constexpr Time kMillisecond = 1'000'000;
inline constexpr Time kSecond = 1'000'000'000;
inline constexpr Time kNever = std::numeric_limits<Time>::max();

constexpr double in_seconds(Time time) {
  return static_cast<double>(time) / static_cast<double>(kSecond);
}
constexpr double in_milliseconds(Time time) {
  return static_cast<double>(time) / static_cast<double>(kMillisecond);
}

}  // namespace maelstrom::conformance
