#include "host/loop/watchdog.hpp"

#include <csignal>
#include <utility>

#include <spdlog/fmt/fmt.h>

namespace maelstrom::host {
namespace {

// Signals must arrive on the loop's thread, where they end a wait.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

std::string describe(const Activity::Snapshot& seen, const maelstrom_plugin& plugin) {
  if (seen.call == PluginCall::kMessage && seen.type < plugin.message_type_count) {
    return fmt::format("the handler of {}", plugin.message_types[seen.type]);
  }
  return std::string(name_of(seen.call));
}

}  // namespace

std::optional<int> LongCalls::look(const Activity::Snapshot& seen) {
  if (seen.call == PluginCall::kNone || seen.number != number_) {
    number_ = seen.number;
    looks_ = 0;
    warn_at_s_ = 1;
    return std::nullopt;
  }
  ++looks_;
  const int seconds = warn_at_s_;
  if (looks_ * kInterval < std::chrono::seconds(seconds)) {
    return std::nullopt;
  }
  warn_at_s_ *= 2;
  return seconds;
}

Watchdog::Watchdog(const Activity& activity, const maelstrom_plugin& plugin, Platform& platform)
    : activity_(activity), plugin_(plugin), platform_(platform) {
  const SignalsBlocked blocked;
  thread_ = std::thread(&Watchdog::run, this);
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ends_.notify_one();
  thread_.join();
}

void Watchdog::run() {
  LongCalls calls;
  std::unique_lock lock(mutex_);
  while (!ends_.wait_for(lock, LongCalls::kInterval, [this] { return ending_; })) {
    const Activity::Snapshot seen = activity_.now();
    if (const auto seconds = calls.look(seen)) {
      platform_.log(MAELSTROM_LOG_WARN,
                    fmt::format("plugin {}: {} has been running for {} s; nothing else is handled meanwhile",
                                plugin_.name, describe(seen, plugin_), *seconds));
    }
  }
}

}  // namespace maelstrom::host
