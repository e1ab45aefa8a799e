#include "host/loop/stdio_loop.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "platform/signals.hpp"
#include "platform/streams.hpp"

namespace maelstrom::host {
namespace {

// A read of this size empties a pipe of the default 64 KiB at once, so what the next read brings cannot have come
// before this one.
constexpr std::size_t kReadSize = 256 * 1024;

// Output is written when the input has been handled, or earlier when this much waits.
constexpr std::size_t kWriteSize = 256 * 1024;

// A signal turns the input into one that has ended: an interrupted read and the next one return 0, whichever the signal
// hit, so there is no moment in which it could be missed. A second signal has its default effect.
volatile std::sig_atomic_t interrupted_by = 0;
volatile std::sig_atomic_t continued = 0;  // SIGCONT came
int interrupted_input = -1;
int null_input = -1;

void end_input(int signal) {
  const int saved = errno;
  interrupted_by = signal;
  dup2(null_input, interrupted_input);
  errno = saved;
}

void note_continued(int /*signal*/) {
  continued = 1;
}

// What SIGURG did before: Go's scheduler sends it to its threads, and waits for ever for one that was lost.
struct sigaction urgent_before = {};

void interrupt(int signal, siginfo_t* info, void* context) {
  if ((urgent_before.sa_flags & static_cast<int>(SA_SIGINFO)) != 0) {
    urgent_before.sa_sigaction(signal, info, context);
  } else if (urgent_before.sa_handler != SIG_DFL && urgent_before.sa_handler != SIG_IGN) {
    urgent_before.sa_handler(signal);
  }
}

bool is_ignored(int signal) {
  struct sigaction action = {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

int private_copy(int descriptor) {
  constexpr int kOutOfTheWay = 64;  // of code that closes the low ones
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, kOutOfTheWay);
  if (copy < 0 && errno == EINVAL) {  // no process here may have so many
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
  std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone, of the log too, is an error of write
  const auto is_closed = [](int descriptor) { return fcntl(descriptor, F_GETFD) < 0; };
  if (platform::stdout_was_closed()) {
    throw std::system_error(EBADF, std::generic_category(), "stdout is closed: there is nobody to answer");
  }
  const bool no_input = is_closed(STDIN_FILENO);
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

StdioLoop::StdioLoop(Node& node, SystemPlatform& platform, int input, int output, Recorder* recorder)
    : node_(node),
      platform_(platform),
      input_(input),
      own_input_(private_copy(input)),
      output_(output),
      recorder_(recorder),
      lines_(kReadSize),
      last_read_ns_(now()) {
  if (pipe(wake_pipe_) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  }
  for (const int end : wake_pipe_) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(end, F_SETFL, O_NONBLOCK);
  }
  platform_.on_wake([this] { wake(); });
  null_input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  interrupted_input = input;
  // No SA_RESTART: a read must return. SA_RESETHAND: the second Ctrl-C ends a plugin that does not come back.
  for (const int signal : {SIGTERM, SIGINT}) {
    if (!is_ignored(signal)) {  // as for a command that a shell has put into the background
      platform::handle_signal(signal, end_input, static_cast<int>(SA_RESETHAND));
    }
  }
  platform::handle_signal(SIGCONT, note_continued);
}

StdioLoop::~StdioLoop() {
  for (const int signal : {SIGTERM, SIGINT, SIGCONT}) {
    if (!is_ignored(signal)) {
      std::signal(signal, SIG_DFL);
    }
  }
  platform_.on_wake(nullptr);
  close(wake_pipe_[0]);
  close(wake_pipe_[1]);
  close(null_input);
  close(own_input_);
}

std::string StdioLoop::run() {
  while (read_chunk()) {
    advance();
  }
  if (error_.empty()) {
    advance();  // what has been posted and what is due; the rest will not be waited for
    if (interrupted_by != 0) {
      platform_.log(MAELSTROM_LOG_INFO, interrupted_by == SIGINT ? "SIGINT: ending" : "SIGTERM: ending");
    }
    flush();
  }
  stop();
  if (error_.empty()) {
    flush();
  }
  return error_;
}

// Waits for input, reads it once and hands its lines to the node. False at the end of the input, or after an error.
bool StdioLoop::read_chunk() {
  wait_for_input();
  if (!error_.empty()) {
    return false;
  }
  look_back_on_stop();
  const std::span<char> space = lines_.space();
  const std::int64_t before = now();
  const ssize_t size = read(input_, space.data(), space.size());
  const int error = errno;
  const std::int64_t after = now();
  waited_ns_ += after - before;
  if (size == 0 && restore_input()) {
    return true;
  }
  if (size < 0) {
    if (error == EINTR) {
      note_nothing_to_read();
      return true;
    }
    if (error == EAGAIN) {  // somebody made it non-blocking
      pollfd readable = {input_, POLLIN, 0};
      poll(&readable, 1, -1);
      waited_ns_ += now() - after;
      return true;
    }
    errno = error;
    return fail("cannot read from stdin");
  }
  // What was read came after the input was last empty, and not while the loop was busy in between, unless the whole
  // process was stopped meanwhile: then it may have come at any time since.
  const bool stopped_just_now = continued != 0;  // perhaps behind the read: the next look_back_on_stop will tell
  const bool stopped = stopped_just_now || came_during_stop_;
  const std::int64_t received_ns = last_read_ns_ + (stopped ? 0 : waited_ns_);
  last_read_ns_ = stopped_just_now ? received_ns : after;
  waited_ns_ = 0;
  came_during_stop_ = false;
  lines_.commit(static_cast<std::size_t>(size));
  const auto next = [this, size] { return size != 0 ? lines_.next_line() : lines_.last_line(); };
  while (const auto line = next()) {
    receive(*line, received_ns);
    if (node_.lines().bytes().size() >= kWriteSize && !flush()) {
      return false;
    }
  }
  return size != 0;
}

void StdioLoop::note_empty_input() {
  last_read_ns_ = now();
  waited_ns_ = 0;
}

// Whether there is input to read; notes it if there is none.
bool StdioLoop::look_for_input() {
  pollfd readable = {input_, POLLIN, 0};
  const int ready = poll(&readable, 1, 0);
  if (ready == 0) {
    note_empty_input();
  }
  return ready > 0;
}

// A signal has ended a wait, and there was nothing to read, unless the process was stopped: look_back_on_stop tells.
void StdioLoop::note_nothing_to_read() {
  if (continued == 0) {
    note_empty_input();
  }
}

// After a stop (SIGSTOP, SIGCONT): what is there to read may have come at any time since the input was last empty. If
// nothing is there, it is empty now.
void StdioLoop::look_back_on_stop() {
  if (continued == 0) {
    return;
  }
  continued = 0;
  came_during_stop_ = look_for_input();
}

// After a handler, or a reader of stdout, that took its time: what is there to read may have come meanwhile. If nothing
// is there, the input is empty now, and what comes next is new however long ago the last read was.
void StdioLoop::look_back_on_work() {
  constexpr std::int64_t kLong = 50'000'000;
  if (now() - last_read_ns_ - waited_ns_ >= kLong) {  // less is nothing beside the reply deadline: not worth the call
    look_for_input();
  }
}

// Returns when there is input to read, or when nothing but input can happen, so that read may wait for it. Runs
// meanwhile what falls due.
void StdioLoop::wait_for_input() {
  for (;;) {
    const bool polls = polls_.load();
    if (polls) {
      restore_input();
    }
    look_back_on_stop();
    if (!flush()) {
      return;
    }
    look_back_on_work();
    const std::optional<std::int64_t> due = node_.next_due();
    if (!due && !polls) {
      return;
    }
    int timeout_ms = -1;
    if (due) {
      const std::int64_t left_ns = std::max<std::int64_t>(0, *due == INT64_MIN ? 0 : *due - platform_.monotonic_ns());
      timeout_ms = static_cast<int>(std::min<std::int64_t>((left_ns + 999'999) / 1'000'000, INT32_MAX));
    }
    pollfd fds[] = {{input_, POLLIN, 0}, {wake_pipe_[0], POLLIN, 0}};
    const std::int64_t before = now();
    const int ready = poll(fds, 2, timeout_ms);
    if (ready < 0 && errno != EINTR) {
      fail("cannot wait for stdin");
      return;
    }
    waited_ns_ += now() - before;
    if (ready < 0) {
      note_nothing_to_read();
      continue;
    }
    if (fds[1].revents != 0) {
      char bytes[64];
      while (read(wake_pipe_[0], bytes, sizeof bytes) > 0) {
      }
    }
    advance();
    if (fds[0].revents != 0) {
      flush();
      return;
    }
  }
}

// A post, on any thread. Without poll, the loop may be in read, or on its way there, where the pipe does not reach it.
void StdioLoop::wake() {
  const char byte = 0;
  [[maybe_unused]] const auto written = write(wake_pipe_[1], &byte, 1);  // a full pipe wakes as well
  if (std::this_thread::get_id() != thread_ && !polls_.load()) {
    interrupt_read();
  }
}

// As SIGTERM does, once: with /dev/null in the place of the input, neither the read that the signal interrupts nor the
// next one can wait.
void StdioLoop::interrupt_read() {
  const std::lock_guard lock(interrupting_);
  if (polls_.exchange(true)) {
    return;
  }
  interrupted_ = true;
  dup2(null_input, input_);
  sigaction(SIGURG, nullptr, &urgent_before);
  platform::handle_signal(SIGURG, interrupt);
  pthread_kill(loop_, SIGURG);
}

// Ends the interruption; false if there is none.
bool StdioLoop::restore_input() {
  const std::lock_guard lock(interrupting_);
  if (!std::exchange(interrupted_, false)) {
    return false;
  }
  dup2(own_input_, input_);
  fcntl(input_, F_SETFD, FD_CLOEXEC);
  if (interrupted_by != 0) {  // and that one stays
    dup2(null_input, input_);
  }
  sigaction(SIGURG, &urgent_before, nullptr);
  return true;
}

void StdioLoop::receive(std::string_view line, std::int64_t received_ns) {
  recorder_ != nullptr ? recorder_->receive(node_, line, received_ns) : node_.receive(line, received_ns);
}

void StdioLoop::advance() {
  recorder_ != nullptr ? recorder_->advance(node_) : node_.advance();
}

void StdioLoop::stop() {
  recorder_ != nullptr ? recorder_->stop(node_) : node_.stop();
}

bool StdioLoop::flush() {
  if (const int error = platform::write_all(output_, node_.lines().bytes()); error != 0) {
    errno = error;
    return fail("cannot write to stdout");
  }
  node_.lines().clear();
  return true;
}

bool StdioLoop::fail(const char* what) {
  const int error = errno;
  error_ = std::string(what) + ": " + std::generic_category().message(error);
  if (error == EPIPE) {
    error_ += " (its reader has gone)";
  }
  return false;
}

}  // namespace maelstrom::host
