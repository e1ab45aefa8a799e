#include "conformance/simulator/seed_sweep.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spdlog/fmt/fmt.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "command_line/status_line.hpp"
#include "conformance/run/cluster.hpp"
#include "platform/crash_line.hpp"
#include "platform/signals.hpp"

namespace maelstrom::conformance {
namespace {

constexpr int kLookAroundMs = 200;  // longest time between two checks
constexpr int kLooksAtStopped = 3;

volatile std::sig_atomic_t interrupted = 0;  // number of signals so far

void note_interrupt(int /*signal*/) {
  interrupted = interrupted + 1;
}

// The outcome of a seed, sent through a pipe: "<verdict> <ran> <requests> <number of kinds>\n", the kinds of failure,
// one per line, then the text.
void write_outcome(int descriptor, const SeedOutcome& outcome) {
  std::string message = fmt::format("{} {} {} {}\n", static_cast<int>(outcome.valid), outcome.ran ? 1 : 0,
                                    outcome.requests, outcome.failed.size());
  for (const std::string& kind : outcome.failed) {
    message += kind + '\n';
  }
  message += outcome.text;
  std::string_view left = message;
  while (!left.empty()) {
    const ssize_t size = ::write(descriptor, left.data(), left.size());
    if (size < 0 && errno != EINTR) {
      return;  // the parent sees that it is incomplete
    }
    left.remove_prefix(size < 0 ? 0 : static_cast<std::size_t>(size));
  }
}

// Reads the rest of that message, from the kinds of failure on.
void read_rest(std::string_view rest, std::size_t kinds, SeedOutcome& outcome) {
  for (; kinds > 0; --kinds) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    outcome.failed.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  outcome.text = rest;
}

// A seed under way.
struct Job {
  std::uint64_t seed;
  pid_t pid;
  int descriptor;
  std::string message;
  bool told_to_end = false;
  int stopped_looks = 0;  // how many checks in a row found it stopped by SIGSTOP
};

class Sweep {
 public:
  Sweep(const SweepPlan& plan, const SeedRunner& run) : plan_(plan), run_(run), next_(plan.first) {}

  SweepResult run() {
    while (more() || !jobs_.empty()) {
      while (more() && jobs_.size() < plan_.jobs) {
        start(next_++);
      }
      read_some();
      look_for_stopped();
      if (interrupted != 0) {
        end_jobs();
      }
      show_progress();
    }
    status_.clear();
    std::sort(result_.failures.begin(), result_.failures.end(),
              [](const SeedOutcome& a, const SeedOutcome& b) { return a.seed < b.seed; });
    result_.interrupted = interrupted != 0;
    return std::move(result_);
  }

 private:
  bool more() const {
    const bool go_on = plan_.keep_going || result_.failures.empty();
    return interrupted == 0 && go_on && next_ <= plan_.last && !(next_ == 0 && result_.run != 0);
  }

  void start(std::uint64_t seed) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
      throw CannotRun(std::string("cannot make a pipe: ") + std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
    }
    std::cout.flush();
    const pid_t pid = ::fork();
    if (pid < 0) {
      throw CannotRun(std::string("cannot start a process: ") + std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
    }
    if (pid == 0) {
      ::close(ends[0]);
      run_child(seed, ends[1]);
    }
    ::close(ends[1]);
    jobs_.push_back({seed, pid, ends[0], {}, false});
  }

  // The signal may have been sent only to this process. After a second signal, do not wait for plugin calls to return.
  void end_jobs() {
    const bool at_once = interrupted > 1;
    for (Job& job : jobs_) {
      if (!std::exchange(job.told_to_end, true) || at_once) {
        ::kill(job.pid, at_once ? SIGKILL : SIGTERM);
        ::kill(job.pid, SIGCONT);  // it may have been stopped
      }
    }
  }

  // The plugin's output goes to stderr, because stdout belongs to the command. Its stdin is empty.
  static void keep_plugin_off_streams() {
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    if (const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC); nothing >= 0) {
      ::dup2(nothing, STDIN_FILENO);
      ::close(nothing);
    }
  }

  [[noreturn]] void run_child(std::uint64_t seed, int descriptor) {
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // the parent has ended
#endif
    keep_plugin_off_streams();
    if (!plan_.plugin.empty()) {
      platform::report_crashes_to(descriptor, plan_.plugin, plan_.doing);
    }
    SeedOutcome outcome;
    outcome.seed = seed;
    try {
      outcome = run_(seed);
    } catch (const std::exception& error) {
      outcome.valid = Validity::kFalse;
      outcome.failed = {"could not run"};
      outcome.text = std::string("could not run: ") + error.what() + "\n";
    }
    std::cout.flush();
    std::fflush(stdout);  // the plugin's output
    write_outcome(descriptor, outcome);
    ::_exit(0);
  }

  // A plugin that stops its process would hang the sweep. A user who stops the whole job, for example from a terminal,
  // also stops this process; hence the second check.
  void look_for_stopped() {
    for (Job& job : jobs_) {
      siginfo_t info = {};
      const bool stopped =
          ::waitid(P_PID, static_cast<id_t>(job.pid), &info, WSTOPPED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
      job.stopped_looks = stopped && info.si_status == SIGSTOP ? job.stopped_looks + 1 : 0;
      if (stopped && info.si_status != SIGSTOP) {
        ::kill(job.pid, SIGCONT);  // stopped by a terminal signal, which must not stop it
      } else if (job.stopped_looks == kLooksAtStopped) {
        ::kill(job.pid, SIGKILL);
      }
    }
  }

  void read_some() {
    std::vector<pollfd> descriptors;
    for (const Job& job : jobs_) {
      descriptors.push_back({job.descriptor, POLLIN, 0});
    }
    if (::poll(descriptors.data(), static_cast<nfds_t>(descriptors.size()), kLookAroundMs) <= 0) {
      return;
    }
    for (std::size_t i = descriptors.size(); i-- > 0;) {
      if (descriptors[i].revents != 0 && !read_from(jobs_[i])) {
        finish(jobs_[i]);
        jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
  }

  // Returns whether there may be more to read.
  static bool read_from(Job& job) {
    std::array<char, 4096> bytes{};
    const ssize_t size = ::read(job.descriptor, bytes.data(), bytes.size());
    if (size > 0) {
      job.message.append(bytes.data(), static_cast<std::size_t>(size));
    }
    return size > 0 || (size < 0 && errno == EINTR);
  }

  void finish(const Job& job) {
    ::close(job.descriptor);
    int status = 0;
    while (::waitpid(job.pid, &status, 0) < 0 && errno == EINTR) {
    }
    SeedOutcome outcome;
    outcome.seed = job.seed;
    outcome.valid = Validity::kFalse;
    outcome.ended = true;
    outcome.failed = {"process ended"};
    const auto end_of_line = job.message.find('\n');
    int verdict = 0;
    int ran = 0;
    std::size_t kinds = 0;
    const char* const header = job.message.c_str();
    const bool has_header = end_of_line != std::string::npos &&  // NOLINTNEXTLINE(cert-err34-c)
                            std::sscanf(header, "%d %d %lu %zu", &verdict, &ran, &outcome.requests, &kinds) == 4;
    if (job.stopped_looks >= kLooksAtStopped && WIFSIGNALED(status)) {
      outcome.text = "the plugin stopped its process with SIGSTOP\n";
    } else if (job.told_to_end && WIFSIGNALED(status)) {
      outcome.ended = false;
      outcome.valid = Validity::kUnknown;
    } else if (WIFSIGNALED(status)) {
      const bool known = job.message.starts_with("crashed in ") && end_of_line != std::string::npos;
      outcome.text = fmt::format("the plugin was killed by signal {}{}\n", WTERMSIG(status),
                                 known ? ": it " + job.message.substr(0, end_of_line) : "");
    } else if (!has_header) {
      outcome.text = fmt::format("the plugin ended the process with status {}\n", WEXITSTATUS(status));
    } else {
      outcome.ended = false;
      outcome.valid = static_cast<Validity>(verdict);
      outcome.ran = ran != 0;
      outcome.failed.clear();
      read_rest(std::string_view(job.message).substr(end_of_line + 1), kinds, outcome);
    }
    ++result_.run;
    result_.requests += outcome.requests;
    if (outcome.valid == Validity::kFalse) {
      result_.failures.push_back(outcome);
    } else if (outcome.valid == Validity::kUnknown && ++result_.unknown == 1) {
      result_.first_unknown = outcome;
    }
    result_.last = std::move(outcome);
  }

  void show_progress() {
    const auto now = std::chrono::steady_clock::now();
    const auto interval = status_.is_on_terminal() ? std::chrono::milliseconds(200) : std::chrono::seconds(5);
    if (plan_.quiet || now - shown_at_ < interval) {
      return;
    }
    shown_at_ = now;
    status_.show(fmt::format("seeds {} of {}, {} failed, {} requests", result_.run, plan_.last - plan_.first + 1,
                             result_.failures.size(), result_.requests));
  }

  const SweepPlan plan_;
  const SeedRunner& run_;
  std::uint64_t next_;
  std::vector<Job> jobs_;
  SweepResult result_;
  std::chrono::steady_clock::time_point shown_at_ = std::chrono::steady_clock::now();
  StatusLine status_{std::cerr, ::isatty(STDERR_FILENO) != 0};
};

}  // namespace

SweepSignals::SweepSignals() {
  interrupted = 0;
  platform::handle_signal(SIGINT, note_interrupt);
  platform::handle_signal(SIGTERM, note_interrupt);
}

SweepSignals::~SweepSignals() {
  platform::handle_signal(SIGINT, SIG_DFL);
  platform::handle_signal(SIGTERM, SIG_DFL);
}

bool sweep_interrupted() {
  return interrupted != 0;
}

SweepResult sweep_seeds(const SweepPlan& plan, const SeedRunner& run) {
  const SweepSignals signals;
  return Sweep(plan, run).run();
}

}  // namespace maelstrom::conformance
