// Warns, while a call into the plugin runs, that it has been running for long: nothing else is handled meanwhile.
//
// A thread of its own looks at the node's Activity four times a second. It counts its own looks, so that time in which
// the whole process is stopped (SIGSTOP) is nobody's fault.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <maelstrom/abi.h>

#include "host/node/activity.hpp"
#include "host/node/platform.hpp"

namespace maelstrom::host {

// What the watchdog makes of what it sees: fed with looks, for the thread below and for tests.
class LongCalls {
 public:
  static constexpr std::chrono::milliseconds kInterval{250};

  // One look, kInterval after the one before. For how many seconds the call has been running, if it is time to warn of
  // it: after 1, 2, 4, 8, ... s.
  std::optional<int> look(const Activity::Snapshot& seen);

 private:
  std::uint64_t number_ = 0;
  int looks_ = 0;
  int warn_at_s_ = 1;
};

class Watchdog {
 public:
  // All are borrowed.
  Watchdog(const Activity& activity, const maelstrom_plugin& plugin, Platform& platform);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void run();

  const Activity& activity_;
  const maelstrom_plugin& plugin_;
  Platform& platform_;
  std::mutex mutex_;
  std::condition_variable ends_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace maelstrom::host
