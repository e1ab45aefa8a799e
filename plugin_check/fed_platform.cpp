#include "plugin_check/fed_platform.hpp"

namespace maelstrom::conformance::check {

void FedClock::pass(std::int64_t ns) {
  monotonic += ns;
  wall += ns;
}

void FedClock::wake() {
  {
    const std::lock_guard lock(mutex_);
    wake_ = true;
  }
  woken_.notify_one();
}

bool FedClock::wait_for_wake(std::chrono::nanoseconds most) {
  std::unique_lock lock(mutex_);
  woken_.wait_for(lock, most, [this] { return wake_; });
  const bool woken = wake_;
  wake_ = false;
  return woken;
}

bool FedPlatform::random_bytes(std::span<std::byte> bytes) {
  if (!has_randomness) {
    refused_randomness = true;
    return false;
  }
  const std::lock_guard lock(mutex_);
  for (std::byte& byte : bytes) {
    byte = static_cast<std::byte>(random_.bits() >> 56U);
  }
  return true;
}

}  // namespace maelstrom::conformance::check
