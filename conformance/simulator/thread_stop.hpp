// Stops the threads of an instance that has been killed: each blocks forever at its next host call, because a thread
// cannot be ended from outside. Code that makes no host calls runs on.
#pragma once

#include <atomic>
#include <thread>

#include <unistd.h>

namespace maelstrom::conformance {

class ThreadStop {
 public:
  // Stops every thread except the one that created this object.
  void stop() { stopped_.store(true, std::memory_order_relaxed); }

  // Every function that the instance's threads may call begins with this call. [any-thread]
  void check() const {
    if (stopped_.load(std::memory_order_relaxed) && !on_loop()) {
      for (;;) {
        ::pause();
      }
    }
  }

  bool on_loop() const { return std::this_thread::get_id() == loop_; }

 private:
  const std::thread::id loop_ = std::this_thread::get_id();
  std::atomic<bool> stopped_ = false;
};

}  // namespace maelstrom::conformance
