// Warns about a call of the plugin that runs for a long time: the node handles nothing else meanwhile.
//
// Its own thread checks the node's Activity four times a second. It counts checks instead of time, so that a stop of
// the whole process (SIGSTOP) does not count.
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

// The decision of the watchdog, separate from its thread for tests.
class LongCalls {
 public:
  static constexpr std::chrono::milliseconds kInterval{250};

  // One check, kInterval after the previous. Returns how long the call has been running, in seconds, if a warning is
  // due: after 1, 2, 4, 8, ... s.
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
