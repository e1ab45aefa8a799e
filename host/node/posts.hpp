// Callbacks posted by threads of the plugin, for the loop to run.
//
// Thread rule: `add` and `any` are [any-thread], the rest is [loop].
#pragma once

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#include "host/node/platform.hpp"

namespace maelstrom::host {

// A function of the plugin with its argument.
struct Callback {
  maelstrom_callback function;
  void* user;
};

class Posts {
 public:
  // Adds a callback and wakes the loop of `platform`; false once `close` has been called. [any-thread]
  bool add(Callback callback, Platform& platform) {
    const std::lock_guard lock(mutex_);
    if (!open_) {
      return false;
    }
    waiting_.push_back(callback);
    any_.store(true, std::memory_order_release);
    platform.wake();  // under the lock: not once the node has stopped
    return true;
  }

  // [any-thread]
  bool any() const { return any_.load(std::memory_order_acquire); }

  // Takes all waiting callbacks.
  std::vector<Callback> take() {
    const std::lock_guard lock(mutex_);
    any_.store(false, std::memory_order_release);
    return std::exchange(waiting_, {});
  }

  // Refuses further callbacks.
  void close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }

 private:
  std::mutex mutex_;
  std::vector<Callback> waiting_;  // guarded by mutex_
  bool open_ = true;               // guarded by mutex_
  std::atomic<bool> any_ = false;
};

}  // namespace maelstrom::host
