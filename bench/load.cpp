#include "load.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace maelstrom::bench {
namespace {

constexpr unsigned kPatience = 20;  // seconds
constexpr std::string_view kSilent = "the node has not answered for 20 s\n";

std::int64_t now() {
  timespec time = {};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

void set_blocking(int descriptor, bool blocking) {
  const int flags = fcntl(descriptor, F_GETFL);
  fcntl(descriptor, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

// Writes as much as the pipe takes and removes it from `bytes`.
void write_some(int descriptor, std::string_view& bytes) {
  const ssize_t written = write(descriptor, bytes.data(), bytes.size());
  if (written >= 0) {
    bytes.remove_prefix(static_cast<std::size_t>(written));
  } else if (errno != EAGAIN && errno != EINTR) {
    throw std::system_error(errno, std::generic_category(), "cannot write to the node");
  }
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    write_some(descriptor, bytes);
  }
}

void wait_for(const NodeProcess& node, bool to_write) {
  pollfd ends[] = {{node.output(), POLLIN, 0}, {node.input(), POLLOUT, 0}};
  if (poll(ends, to_write ? 2 : 1, 1000 * kPatience) == 0) {
    throw std::runtime_error(std::string(kSilent));
  }
}

// Ends the process if the scope is not left in time: read(2) may block forever, and a poll(2) before it would be
// measured too.
class Patience {
 public:
  Patience() {
    std::signal(SIGALRM, give_up);
    alarm(kPatience);
  }
  ~Patience() { alarm(0); }
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

 private:
  static void give_up(int /*signal*/) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kSilent.data(), kSilent.size());
    _exit(1);
  }
};

// The clocks of a run.
class Stopwatch {
 public:
  explicit Stopwatch(const NodeProcess& node) : node_(node), cpu_(node.cpu_ns()), wall_(now()) {}

  Elapsed stop() const {
    const std::int64_t wall = now() - wall_;
    const auto cpu = node_.cpu_ns();
    return {wall, cpu ? std::optional(*cpu - *cpu_) : std::nullopt};
  }

 private:
  const NodeProcess& node_;
  std::optional<std::int64_t> cpu_;
  std::int64_t wall_;
};

}  // namespace

std::size_t Inbox::read_from(int descriptor) {
  constexpr std::size_t kLeast = std::size_t{1} << 20;
  if (bytes_.size() - size_ < kLeast) {
    bytes_.resize(2 * bytes_.size() + kLeast);
  }
  const ssize_t size = read(descriptor, bytes_.data() + size_, bytes_.size() - size_);
  if (size == 0) {
    throw std::runtime_error("the node has closed its stdout");
  }
  if (size < 0) {
    if (errno == EAGAIN || errno == EINTR) {
      return 0;
    }
    throw std::system_error(errno, std::generic_category(), "cannot read from the node");
  }
  const auto* const begin = bytes_.data() + size_;
  const auto lines = static_cast<std::size_t>(std::count(begin, begin + size, '\n'));
  size_ += static_cast<std::size_t>(size);
  lines_ += lines;
  return lines;
}

void initialize(const NodeProcess& node, Answers answers) {
  Inbox inbox(1);
  write_all(node.input(), Traffic::init());
  while (inbox.lines() == 0) {
    wait_for(node, false);
    inbox.read_from(node.output());
  }
  Traffic::check_init(inbox.bytes(), answers);
}

Elapsed flood(const NodeProcess& node, const Traffic& traffic, Inbox& inbox) {
  set_blocking(node.input(), false);
  set_blocking(node.output(), false);
  inbox.clear();
  std::string_view unsent = traffic.requests();
  const Stopwatch watch(node);
  while (inbox.lines() < traffic.count()) {
    const std::size_t sent_before = unsent.size();
    if (!unsent.empty()) {
      write_some(node.input(), unsent);
    }
    const std::size_t read_before = inbox.bytes().size();
    inbox.read_from(node.output());
    if (unsent.size() == sent_before && inbox.bytes().size() == read_before) {
      wait_for(node, !unsent.empty());
    }
  }
  return watch.stop();
}

Elapsed converse(const NodeProcess& node, const Traffic& traffic, std::size_t window, Inbox& inbox,
                 std::vector<std::int64_t>* latencies) {
  const Patience patience;
  set_blocking(node.input(), true);
  set_blocking(node.output(), true);
  inbox.clear();
  std::size_t sent = std::min(window, traffic.count());
  const Stopwatch watch(node);
  std::int64_t sent_at = latencies != nullptr ? now() : 0;
  write_all(node.input(), traffic.requests(0, sent));
  while (inbox.lines() < traffic.count()) {
    const std::size_t answered = inbox.read_from(node.output());
    if (latencies != nullptr && answered != 0) {
      const std::int64_t answered_at = now();
      latencies->push_back(answered_at - sent_at);
      sent_at = answered_at;
    }
    const std::size_t next = std::min(sent + answered, traffic.count());
    write_all(node.input(), traffic.requests(sent, next));
    sent = next;
  }
  return watch.stop();
}

}  // namespace maelstrom::bench
