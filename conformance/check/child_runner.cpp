#include "child_runner.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance/child_process.hpp"
#include "process_state.hpp"

namespace maelstrom::conformance::check {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kKeptErrors = 4000;

class Child {
 public:
  Child(std::size_t index, const std::string& program, const std::vector<std::string>& arguments,
        std::chrono::nanoseconds timeout)
      : index_(index),
        process_(spawn(program, arguments, std::filesystem::current_path())),
        started_(Clock::now()),
        timeout_(timeout) {
    ::close(process_.standard_input);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child(Child&&) = delete;
  Child& operator=(Child&&) = delete;
  ~Child() {
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

  // Whether the child will say no more, so that it is about to end.
  bool is_silent() const { return process_.standard_output < 0; }
  std::size_t index() const { return index_; }

  void read_streams() {
    read_into(process_.standard_output, output_);
    read_into(process_.standard_error, result_.errors);
    if (result_.errors.size() > 2 * kKeptErrors) {
      result_.errors.erase(0, result_.errors.size() - kKeptErrors);
    }
  }

  // Kills the child if its time is over, and returns whether it has ended.
  bool has_ended() {
    if (!result_.timed_out && is_overdue()) {
      result_.timed_out = true;
      ::kill(-process_.pid, SIGKILL);
    }
    int status = 0;
    const pid_t reaped = ::waitpid(process_.pid, &status, WNOHANG);
    if (reaped == 0 || (reaped < 0 && errno == EINTR)) {
      return false;
    }
    ::kill(-process_.pid, SIGKILL);  // what it may have left behind
    result_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    result_.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    result_.duration_ns = std::chrono::nanoseconds(Clock::now() - started_).count();
    return true;
  }

  ChildResult take_result() {
    read_streams();
    for (std::size_t begin = 0; begin < output_.size();) {
      const std::size_t end = std::min(output_.find('\n', begin), output_.size());
      auto line = nlohmann::ordered_json::parse(std::string_view(output_).substr(begin, end - begin), nullptr, false);
      if (line.is_object()) {
        result_.lines.push_back(std::move(line));
      }
      begin = end + 1;
    }
    return std::move(result_);
  }

 private:
  // What it waited for a processor does not count: a busy machine makes no plugin wrong.
  bool is_overdue() const {
    const auto lived = Clock::now() - started_;
    return lived > timeout_ && lived - time_without_processor(process_.pid) > timeout_;
  }

  static void close_stream(int& stream) {
    if (stream >= 0) {
      ::close(std::exchange(stream, -1));
    }
  }

  static void read_into(int& stream, std::string& text) {
    std::array<char, 65536> chunk;
    while (stream >= 0) {
      const ssize_t size = ::read(stream, chunk.data(), chunk.size());
      if (size > 0) {
        text.append(chunk.data(), static_cast<std::size_t>(size));
      } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
        close_stream(stream);
      } else if (errno == EAGAIN) {
        return;
      }
    }
  }

  const std::size_t index_;
  ChildProcess process_;
  const Clock::time_point started_;
  const std::chrono::nanoseconds timeout_;
  std::string output_;
  ChildResult result_;
};

// Waits until one of the children has said something, or may have ended.
void wait_for(const std::vector<std::unique_ptr<Child>>& children) {
  constexpr int kReapMs = 1;    // between the end of the output and the end of the process
  constexpr int kLookMs = 100;  // a child that closes its output and lives on is found by its deadline
  std::vector<pollfd> fds;
  int timeout = kLookMs;
  for (const auto& child : children) {
    child->add_streams(fds);
    timeout = child->is_silent() ? kReapMs : timeout;
  }
  ::poll(fds.data(), fds.size(), timeout);
}

}  // namespace

nlohmann::ordered_json ChildResult::last(const char* name) const {
  const auto found =
      std::find_if(lines.rbegin(), lines.rend(), [name](const auto& line) { return line.contains(name); });
  return found == lines.rend() ? nlohmann::ordered_json() : found->at(name);
}

void run_children(const std::string& program, const std::vector<std::vector<std::string>>& commands,
                  const ChildLimits& limits, const std::function<void(std::size_t, ChildResult)>& done) {
  std::vector<std::unique_ptr<Child>> running;
  std::size_t next = 0;
  while (next < commands.size() || !running.empty()) {
    while (next < commands.size() && running.size() < limits.jobs) {
      running.push_back(std::make_unique<Child>(next, program, commands[next], limits.timeout));
      ++next;
    }
    wait_for(running);
    for (auto& child : running) {
      child->read_streams();
      if (child->has_ended()) {
        done(child->index(), child->take_result());
        child.reset();
      }
    }
    std::erase(running, nullptr);
  }
}

}  // namespace maelstrom::conformance::check
