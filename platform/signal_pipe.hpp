// Signals as something to poll for. While one of these exists, SIGINT, SIGTERM and SIGHUP do not end the program,
// SIGCHLD wakes a poll, and SIGPIPE does nothing. One at a time; not thread-safe.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <optional>

namespace maelstrom::conformance {

class SignalPipe {
 public:
  // Throws CannotRun.
  SignalPipe();
  ~SignalPipe();
  SignalPipe(const SignalPipe&) = delete;
  SignalPipe& operator=(const SignalPipe&) = delete;
  SignalPipe(SignalPipe&&) = delete;
  SignalPipe& operator=(SignalPipe&&) = delete;

  // Readable after a signal was received.
  int descriptor() const { return ends_[0]; }

  // Reads the pending signals. Returns the first signal that requested the end, if any.
  std::optional<int> take();

 private:
  static constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGPIPE};

  std::array<int, 2> ends_{-1, -1};
  std::array<struct sigaction, kSignals.size()> before_{};
  std::optional<int> end_;
};

}  // namespace maelstrom::conformance
