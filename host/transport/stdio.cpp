#include "host/transport/stdio.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "platform/streams.hpp"

namespace maelstrom::host {
namespace {

// One read of this size empties a pipe of the default 64 KiB, so the data of the next read arrived after this one.
constexpr std::size_t kReadSize = 256 * 1024;

// Output is written when the input has been handled, or earlier at this size.
constexpr std::size_t kWriteSize = 256 * 1024;

int private_copy(int descriptor) {
  constexpr int kOutOfTheWay = 64;  // for code that closes the low descriptors
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, kOutOfTheWay);
  if (copy < 0 && errno == EINVAL) {  // the process limit is lower
    copy = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  }
  if (copy < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot move descriptor " + std::to_string(descriptor));
  }
  return copy;
}

void redirect(int from, int to) {
  if (dup2(to, from) < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot redirect descriptor " + std::to_string(from));
  }
}

}  // namespace

Wire Wire::take() {
  std::signal(SIGPIPE, SIG_IGN);  // a missing reader, also of the log, becomes an error of write
  const auto is_closed = [](int descriptor) { return fcntl(descriptor, F_GETFD) < 0; };
  if (platform::stdout_was_closed()) {
    throw std::system_error(EBADF, std::generic_category(), "stdout is closed, so no reply can be written");
  }
  const bool no_input = is_closed(STDIN_FILENO);
  if (!no_input && (fcntl(STDIN_FILENO, F_GETFL) & O_ACCMODE) == O_WRONLY) {
    throw std::system_error(EBADF, std::generic_category(), "stdin cannot be read: it is open for writing only");
  }
  const bool no_log = is_closed(STDERR_FILENO);
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot open /dev/null");
  }
  // Closed by our parent: a later open must not become the input or the log.
  if (no_input) {
    redirect(STDIN_FILENO, null);
  }
  if (no_log) {
    redirect(STDERR_FILENO, null);
  }
  const Wire wire = {private_copy(STDIN_FILENO), private_copy(STDOUT_FILENO)};
  redirect(STDIN_FILENO, null);
  redirect(STDOUT_FILENO, STDERR_FILENO);
  if (null > STDERR_FILENO) {
    close(null);
  }
  return wire;
}

StdioTransport::StdioTransport(int input, int output) : input_(input), output_(output), lines_(kReadSize) {}

Transport::Input StdioTransport::read() {
  const std::span<char> space = lines_.space();
  const ssize_t size = ::read(input_, space.data(), space.size());
  if (size > 0) {
    lines_.commit(static_cast<std::size_t>(size));
    return Input::kSome;
  }
  if (size == 0) {
    return Input::kEnd;
  }
  if (errno == EINTR || errno == EAGAIN) {  // a signal, or another process made it non-blocking
    return Input::kNothing;
  }
  fail("cannot read from stdin", errno);
  return Input::kError;
}

bool StdioTransport::hand_over(NodeInput& node, std::int64_t received_ns, bool ends) {
  const auto next = [this, ends] { return ends ? lines_.last_line() : lines_.next_line(); };
  while (const auto line = next()) {
    node.receive(*line, received_ns);
    if (outbox_.bytes().size() >= kWriteSize && !flush()) {
      return false;
    }
  }
  return true;
}

bool StdioTransport::flush() {
  if (const int error = platform::write_all(output_, outbox_.bytes()); error != 0) {
    fail("cannot write to stdout", error);
    return false;
  }
  outbox_.clear();
  return true;
}

void StdioTransport::fail(const char* what, int error) {
  error_ = std::string(what) + ": " + std::generic_category().message(error);
  if (error == EPIPE) {
    error_ += " (its reader has gone)";
  }
}

}  // namespace maelstrom::host
