// The plugin call that runs now, for observers: the watchdog, and the crash report (last_words.hpp).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace maelstrom::host {

enum class PluginCall : std::uint8_t { kNone, kCreate, kStart, kMessage, kTimer, kPost, kCompletion, kStop, kDestroy };

// Its name in the log: "message", "a timer", ... A constant.
std::string_view name_of(PluginCall call);

class Activity {
 public:
  struct Snapshot {
    std::uint64_t number = 0;  // of the call; unique
    PluginCall call = PluginCall::kNone;
    std::size_t type = 0;  // of a message: the index of its type in the plugin's message_types
  };

  // [loop]
  void begin(PluginCall call, std::size_t type) {
    ++number_;
    state_.store(number_ << kNumberShift | static_cast<std::uint64_t>(call) << kCallShift | (type & kTypeMask),
                 std::memory_order_relaxed);
  }
  void end() { state_.store(number_ << kNumberShift, std::memory_order_relaxed); }

  // [any-thread], and in a signal handler.
  Snapshot now() const {
    const std::uint64_t state = state_.load(std::memory_order_relaxed);
    return {state >> kNumberShift, static_cast<PluginCall>(state >> kCallShift & kCallMask),
            static_cast<std::size_t>(state & kTypeMask)};
  }

 private:
  static constexpr int kCallShift = 20;
  static constexpr int kNumberShift = 24;
  static constexpr std::uint64_t kTypeMask = (std::uint64_t{1} << kCallShift) - 1;
  static constexpr std::uint64_t kCallMask = (std::uint64_t{1} << (kNumberShift - kCallShift)) - 1;

  std::uint64_t number_ = 0;
  std::atomic<std::uint64_t> state_ = 0;
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "a signal handler reads it");

}  // namespace maelstrom::host
