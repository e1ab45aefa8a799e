#include "platform/signal_pipe.hpp"

#include <cerrno>

#include <unistd.h>

#include "platform/cannot_run.hpp"
#include "platform/pipe.hpp"
#include "platform/signals.hpp"

namespace maelstrom::conformance {
namespace {

// The state that the handler may use: it runs between any two instructions of the program.
volatile std::sig_atomic_t writing_end = -1;

extern "C" void note_signal(int signal) {
  const int saved = errno;
  const auto byte = static_cast<unsigned char>(signal);
  // A full pipe wakes the poll too.
  [[maybe_unused]] const ssize_t written = ::write(writing_end, &byte, 1);
  errno = saved;
}

}  // namespace

SignalPipe::SignalPipe() {
  const Pipe pipe = make_pipe();
  set_nonblocking(pipe.read);
  set_nonblocking(pipe.write);
  ends_ = {pipe.read, pipe.write};
  writing_end = pipe.write;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    before_.at(i) =
        platform::handle_signal(kSignals.at(i), kSignals.at(i) == SIGPIPE ? SIG_IGN : note_signal, SA_RESTART);
    if (kSignals.at(i) == SIGHUP && before_.at(i).sa_handler == SIG_IGN) {
      ::sigaction(SIGHUP, &before_.at(i), nullptr);  // nohup
    }
  }
}

SignalPipe::~SignalPipe() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals.at(i), &before_.at(i), nullptr);
  }
  writing_end = -1;
  ::close(ends_[0]);
  ::close(ends_[1]);
}

std::optional<int> SignalPipe::take() {
  std::array<unsigned char, 64> bytes{};
  for (ssize_t size = 0; (size = ::read(ends_[0], bytes.data(), bytes.size())) > 0;) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i) {
      if (bytes.at(i) != SIGCHLD && !end_) {
        end_ = bytes.at(i);
      }
    }
  }
  return end_;
}

}  // namespace maelstrom::conformance
