#include "host/loop/event_loop.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "platform/signals.hpp"

namespace maelstrom::host {
namespace {

// Handlers run on any thread.
std::atomic<int> interrupted_by = 0;  // SIGTERM or SIGINT
std::atomic<bool> continued = false;  // SIGCONT was received
std::atomic<int> wake_descriptor = -1;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void wake_loop() {
  const char byte = 0;
  [[maybe_unused]] const auto written = write(wake_descriptor, &byte, 1);  // a full pipe wakes as well
}

// On any thread: the byte in the pipe ends the wait, also a wait that has not begun yet. A second signal has its
// default effect.
void end_input(int signal) {
  const int saved = errno;
  interrupted_by = signal;
  wake_loop();
  errno = saved;
}

void note_continued(int /*signal*/) {
  continued = true;
}

bool is_ignored(int signal) {
  struct sigaction action = {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

}  // namespace

EventLoop::EventLoop(NodeInput& node, SystemPlatform& platform, Transport& transport)
    : node_(node), platform_(platform), transport_(transport), last_empty_ns_(now()) {
  if (pipe(wake_pipe_) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  }
  for (const int end : wake_pipe_) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(end, F_SETFL, O_NONBLOCK);
  }
  wake_descriptor = wake_pipe_[1];
  platform_.on_wake(wake_loop);
  wake_loop();  // for callbacks posted before
  // SA_RESETHAND: the second Ctrl-C ends a plugin that does not return.
  for (const int signal : {SIGTERM, SIGINT}) {
    if (!is_ignored(signal)) {  // ignored, for example, in a background command of a shell
      platform::handle_signal(signal, end_input, static_cast<int>(SA_RESETHAND));
    }
  }
  platform::handle_signal(SIGCONT, note_continued);
}

EventLoop::~EventLoop() {
  for (const int signal : {SIGTERM, SIGINT, SIGCONT}) {
    if (!is_ignored(signal)) {
      std::signal(signal, SIG_DFL);
    }
  }
  platform_.on_wake(nullptr);
  wake_descriptor = -1;
  close(wake_pipe_[0]);
  close(wake_pipe_[1]);
}

std::string EventLoop::run() {
  while (wait_for_input() && take_input()) {
    node_.advance();
  }
  if (error().empty()) {
    node_.advance();  // posted callbacks and due work; the loop does not wait for later work
    if (interrupted_by != 0) {
      platform_.log(MAELSTROM_LOG_INFO, interrupted_by == SIGINT ? "SIGINT: ending" : "SIGTERM: ending");
    }
    transport_.flush();
  }
  node_.stop();
  if (error().empty()) {
    transport_.flush();
  }
  return error();
}

const std::string& EventLoop::error() const {
  return error_.empty() ? transport_.error() : error_;
}

// Returns when input is available or has ended. Runs due work meanwhile. False after an error.
bool EventLoop::wait_for_input() {
  for (;;) {
    look_back_on_stop();
    if (!transport_.flush()) {
      return false;
    }
    const std::int64_t before = now();
    look_back_on_work(before);
    const int most_ms = timeout_ms();
    pollfd fds[] = {{transport_.input(), POLLIN, 0}, {wake_pipe_[0], POLLIN, 0}};
    const int ready = poll(fds, 2, most_ms);
    if (ready < 0 && errno != EINTR) {
      error_ = "cannot wait for stdin: " + std::generic_category().message(errno);
      return false;
    }
    woke_ns_ = now();
    waited_ns_ += woke_ns_ - before;
    if (ready < 0) {
      note_nothing_to_read();
      continue;
    }
    const bool woken = fds[1].revents != 0;
    if (woken) {
      empty_wake_pipe();
    }
    const bool has_input = fds[0].revents != 0 || interrupted_by != 0;
    if (woken || most_ms >= 0) {
      node_.advance();
      if (has_input && !transport_.flush()) {
        return false;
      }
      woke_ns_ = now();
    }
    if (has_input) {
      return true;
    }
  }
}

void EventLoop::empty_wake_pipe() {
  char bytes[64];
  while (read(wake_pipe_[0], bytes, sizeof bytes) > 0) {
  }
}

// The longest wait of the loop in ms; -1: no limit.
int EventLoop::timeout_ms() {
  const std::optional<std::int64_t> due = node_.next_due();
  if (!due) {
    return -1;
  }
  const std::int64_t left_ns = std::max<std::int64_t>(0, *due == INT64_MIN ? 0 : *due - platform_.monotonic_ns());
  return static_cast<int>(std::min<std::int64_t>((left_ns + 999'999) / 1'000'000, INT32_MAX));
}

// Reads once and passes the lines to the node. False at the end of the input, or after an error.
bool EventLoop::take_input() {
  look_back_on_stop();
  const Transport::Input input = interrupted_by != 0 ? Transport::Input::kEnd : transport_.read();
  if (input == Transport::Input::kError) {
    return false;
  }
  if (input == Transport::Input::kNothing) {
    note_nothing_to_read();
    return true;
  }
  // The data arrived after the input was last empty, and not while the loop was busy, unless the whole process was
  // stopped meanwhile: then it may have arrived at any time since.
  const bool stopped_just_now = continued;  // perhaps after the read: the next look_back_on_stop detects it
  const bool stopped = stopped_just_now || came_during_stop_;
  const std::int64_t received_ns = last_empty_ns_ + (stopped ? 0 : waited_ns_);
  last_empty_ns_ = stopped_just_now ? received_ns : woke_ns_;
  waited_ns_ = 0;
  came_during_stop_ = false;
  const bool ends = input == Transport::Input::kEnd;
  return transport_.hand_over(node_, received_ns, ends) && !ends;
}

void EventLoop::note_empty_input() {
  last_empty_ns_ = now();
  waited_ns_ = 0;
}

// Whether input is available; if not, notes that it is empty.
bool EventLoop::look_for_input() {
  pollfd readable = {transport_.input(), POLLIN, 0};
  const int ready = poll(&readable, 1, 0);
  if (ready == 0) {
    note_empty_input();
  }
  return ready > 0;
}

// A signal ended a wait, so the input was empty, unless the process was stopped: look_back_on_stop handles that case.
void EventLoop::note_nothing_to_read() {
  if (!continued) {
    note_empty_input();
  }
}

// After a stop (SIGSTOP, SIGCONT): available input may have arrived at any time since the input was last empty. If no
// input is available, it is empty now.
void EventLoop::look_back_on_stop() {
  if (!continued) {
    return;
  }
  continued = false;
  came_during_stop_ = look_for_input();
}

// After a slow handler or a slow reader of stdout: available input may have arrived meanwhile. If no input is
// available, it is empty now, and later input is new, however long ago the last read was.
void EventLoop::look_back_on_work(std::int64_t now_ns) {
  constexpr std::int64_t kLong = 50'000'000;
  if (now_ns - last_empty_ns_ - waited_ns_ >= kLong) {  // a shorter time does not matter for the reply deadline
    look_for_input();
  }
}

}  // namespace maelstrom::host
