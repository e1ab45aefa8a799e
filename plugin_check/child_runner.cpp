#include "plugin_check/child_runner.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <utility>

#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/child_process.hpp"
#include "plugin_check/mailbox.hpp"
#include "plugin_check/process_state.hpp"

namespace maelstrom::conformance::check {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kKeptErrors = 4000;
constexpr std::chrono::milliseconds kLook{100};  // interval between checks for progress

std::string dump(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void kill_and_reap(pid_t process) {
  ::kill(process, SIGKILL);
  while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

class Child {
 public:
  Child(std::size_t index, const ChildProgram& program, const nlohmann::ordered_json& task,
        std::chrono::nanoseconds timeout)
      : index_(index),
        task_(dump(task)),
        process_(start(program)),
        started_(Clock::now()),
        timeout_(timeout),
        wait_(process_.pid) {
    ::close(process_.standard_input);
    mailbox_.close_descriptor();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child(Child&&) = delete;
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (!ended_) {
      kill();
      kill_and_reap(process_.pid);
    }
    close_stream(process_.standard_output);
    close_stream(process_.standard_error);
  }

  void add_streams(std::vector<pollfd>& fds) const {
    for (const int stream : {process_.standard_output, process_.standard_error}) {
      if (stream >= 0) {
        fds.push_back({stream, POLLIN, 0});
      }
    }
  }

  // Whether the child has closed its output, so it may be about to end.
  bool is_silent() const { return process_.standard_output < 0 && process_.standard_error < 0; }
  std::size_t index() const { return index_; }
  pid_t pid() const { return process_.pid; }

  void read_streams() {
    read_from(process_.standard_output);
    read_from(process_.standard_error);
  }

  // Kills the child after its timeout, and returns whether it has ended.
  bool has_ended() {
    look_for_progress();
    int status = 0;
    const pid_t reaped = ::waitpid(process_.pid, &status, WNOHANG);
    if (reaped == 0 || (reaped < 0 && errno == EINTR)) {
      return false;
    }
    ended_ = true;
    ::kill(-process_.pid, SIGKILL);  // its remaining group
    result_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    result_.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    result_.duration_ns = std::chrono::nanoseconds(Clock::now() - started_).count();
    return true;
  }

  ChildResult take_result() {
    read_streams();
    result_.step = mailbox_.last_step();
    result_.has_copies = mailbox_.has_copies();
    const std::string text = mailbox_.text();
    result_.said = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!result_.said.is_object() || text == task_) {
      result_.said = nlohmann::ordered_json::object();
    }
    return std::move(result_);
  }

 private:
  ChildProcess start(const ChildProgram& program) {
    mailbox_.put(task_);
    std::vector<std::string> arguments = program.arguments;
    arguments.insert(arguments.end(), {kChildOption, std::to_string(mailbox_.descriptor())});
    // Freed memory in glibc's thread caches counts as allocated: rules about the heap would report a leak while they
    // fill.
    ::setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0", 0);  // NOLINT(concurrency-mt-unsafe): one thread
    return spawn(program.path, arguments, program.folder);
  }

  // The time that the child waited for a processor does not count: a busy machine must not fail a plugin.
  void look_for_progress() {
    if (result_.hung || result_.gave_up) {
      return;
    }
    const auto now = Clock::now();
    if (const std::uint64_t steps = mailbox_.steps(); steps != steps_) {
      steps_ = steps;
      worked_ += std::max(now - progress_ - wait_.longest(), Clock::duration::zero());
      progress_ = now;
      wait_.restart();
    }
    result_.hung = now - progress_ > timeout_ && now - progress_ - wait_.longest() > timeout_;
    result_.gave_up = !result_.hung && worked_ > kMostTimeouts * timeout_;
    if (result_.hung || result_.gave_up) {
      kill();
    }
  }

  // The plugin may have left the group.
  void kill() const {
    ::kill(-process_.pid, SIGKILL);
    ::kill(process_.pid, SIGKILL);
  }

  static void close_stream(int& stream) {
    if (stream >= 0) {
      ::close(std::exchange(stream, -1));
    }
  }

  // Limited, so that other children get their turn.
  void read_from(int& stream) {
    constexpr int kReads = 16;
    std::array<char, 65536> chunk;
    for (int i = 0; i < kReads && stream >= 0; ++i) {
      const ssize_t size = ::read(stream, chunk.data(), chunk.size());
      if (size > 0) {
        result_.errors.append(chunk.data(), static_cast<std::size_t>(size));
        result_.errors.erase(0, result_.errors.size() - std::min(result_.errors.size(), kKeptErrors));
      } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
        close_stream(stream);
      } else if (errno == EAGAIN) {
        return;
      }
    }
  }

  const std::size_t index_;
  const std::string task_;
  Mailbox mailbox_;
  ChildProcess process_;
  const Clock::time_point started_;
  const std::chrono::nanoseconds timeout_;
  std::uint64_t steps_ = 0;
  Clock::time_point progress_ = started_;  // of the last observed change of steps_
  Clock::duration worked_{0};              // until progress_
  ProcessorWait wait_;                     // since progress_
  bool ended_ = false;
  ChildResult result_;
};

using Children = std::vector<std::unique_ptr<Child>>;

// Waits until a child has produced output or may have ended, or until the next check.
void wait_for(const Children& children, std::chrono::nanoseconds timeout, const Surroundings& surroundings) {
  constexpr std::chrono::milliseconds kReap{1};  // between end of output and end of process
  std::vector<pollfd> fds;
  auto look = std::min(kLook, std::chrono::duration_cast<std::chrono::milliseconds>(timeout / 4));
  for (const auto& child : children) {
    child->add_streams(fds);
    look = child->is_silent() ? kReap : look;
  }
  if (surroundings.signals != nullptr) {
    fds.push_back({surroundings.signals->descriptor(), POLLIN, 0});
  }
  ::poll(fds.data(), fds.size(), std::max(1, static_cast<int>(look.count())));
  if (surroundings.signals != nullptr && surroundings.signals->take()) {
    throw Interrupted("interrupted");
  }
  if (surroundings.on_wait) {
    surroundings.on_wait();
  }
}

// A process that has left its group becomes our child when its parent ends.
void kill_strays(const Children& running) {
  constexpr int kGenerations = 10;
  for (int i = 0; i < kGenerations; ++i) {
    std::vector<pid_t> strays = children();
    std::erase_if(strays, [&running](pid_t process) {
      return std::any_of(running.begin(), running.end(),
                         [process](const auto& child) { return child != nullptr && child->pid() == process; });
    });
    if (strays.empty()) {
      return;
    }
    std::for_each(strays.begin(), strays.end(), kill_and_reap);
  }
}

}  // namespace

void run_children(const ChildProgram& program, std::size_t count, const TaskOf& task_of, const ChildLimits& limits,
                  const Surroundings& surroundings, const std::function<void(std::size_t, ChildResult)>& done) {
  Children running;
  std::size_t next = 0;
  while (next < count || !running.empty()) {
    while (next < count && running.size() < limits.jobs) {
      if (const auto task = task_of(next)) {
        running.push_back(std::make_unique<Child>(next, program, *task, limits.timeout));
      }
      ++next;
    }
    if (running.empty()) {
      return;
    }
    wait_for(running, limits.timeout, surroundings);
    for (auto& child : running) {
      child->read_streams();
      if (!child->has_ended()) {
        continue;
      }
      const std::unique_ptr<Child> ended = std::move(child);
      if (surroundings.kills_strays) {
        kill_strays(running);
      }
      done(ended->index(), ended->take_result());
    }
    std::erase(running, nullptr);
  }
}

}  // namespace maelstrom::conformance::check
