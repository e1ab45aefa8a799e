// The platform of a plugin under check: time advances only on request, and randomness comes from a seed.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string_view>

#include "conformance/choices/random.hpp"
#include "host/node/platform.hpp"

namespace maelstrom::conformance::check {

// The clocks of the nodes of one cluster, and the wake-up of their driver.
class FedClock {
 public:
  // Advances both clocks.
  void pass(std::int64_t ns);

  // [any-thread]
  void wake();

  // Waits, in real time, at most `most`, until another thread has called `wake` since the last call of this function.
  // Returns whether it was woken.
  bool wait_for_wake(std::chrono::nanoseconds most);

  std::atomic<std::int64_t> monotonic = 1'000'000'000'000;     // ns
  std::atomic<std::int64_t> wall = 1'700'000'000'000'000'000;  // ns since 1970

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  bool wake_ = false;  // guarded by mutex_
};

class FedPlatform final : public host::Platform {
 public:
  // `stream`: platforms with the same seed and stream return the same bytes. `clock` must outlive it.
  FedPlatform(FedClock& clock, std::uint64_t seed, std::string_view stream) : clock_(clock), random_(seed, stream) {}

  std::int64_t monotonic_ns() override { return clock_.monotonic; }
  std::int64_t coarse_monotonic_ns() override { return clock_.monotonic; }
  std::int64_t wall_clock_ns() override { return clock_.wall; }
  bool random_bytes(std::span<std::byte> bytes) override;
  // No log: nothing reads it.
  maelstrom_log_level log_level() override { return MAELSTROM_LOG_ERROR + 1; }
  void log(maelstrom_log_level /*level*/, std::string_view /*text*/) override {}
  void wake() override { clock_.wake(); }

  std::atomic<bool> has_randomness = true;
  std::atomic<bool> refused_randomness = false;  // set when a request for randomness was refused

 private:
  FedClock& clock_;
  std::mutex mutex_;
  Random random_;  // guarded by mutex_
};

}  // namespace maelstrom::conformance::check
