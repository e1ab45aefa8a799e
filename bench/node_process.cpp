#include "node_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX does not declare it in any header

namespace maelstrom::bench {
namespace {

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

struct Pipe {
  Pipe() {
    int ends[2] = {};
    if (pipe(ends) != 0) {
      fail(errno, "cannot make a pipe");
    }
    read = ends[0];
    write = ends[1];
    fcntl(read, F_SETFD, FD_CLOEXEC);
    fcntl(write, F_SETFD, FD_CLOEXEC);
  }
  int read;
  int write;
};

}  // namespace

NodeProcess::NodeProcess(const std::vector<std::string>& command) {
  const Pipe input;
  const Pipe output;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (const std::string& word : command) {
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  argv.push_back(nullptr);
  const int error = posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(input.read);
  close(output.write);
  input_ = input.write;
  output_ = output.read;
  if (error != 0) {
    close(input_);
    close(output_);
    fail(error, "cannot run " + command[0]);
  }
}

NodeProcess::~NodeProcess() {
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  close(input_);
  close(output_);
}

std::optional<std::int64_t> NodeProcess::cpu_ns() const {
#if defined(_POSIX_CPUTIME) && _POSIX_CPUTIME >= 0
  clockid_t clock = {};
  timespec used = {};
  if (clock_getcpuclockid(pid_, &clock) == 0 && clock_gettime(clock, &used) == 0) {
    return std::int64_t{used.tv_sec} * 1'000'000'000 + used.tv_nsec;
  }
#endif
  return std::nullopt;
}

// Not wait4's ru_maxrss: it starts with the parent's resident memory at the fork.
std::optional<Memory> NodeProcess::memory() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  Memory memory = {-1, -1};
  std::string word;
  while (status >> word) {
    if (word == "VmRSS:") {
      status >> memory.now;
    } else if (word == "VmHWM:") {
      status >> memory.peak;
    }
  }
  if (memory.now < 0 || memory.peak < 0) {
    return std::nullopt;
  }
  return Memory{memory.now * 1024, memory.peak * 1024};
}

void stay_on_processors(int count) {
#ifdef __linux__
  static const cpu_set_t all = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    return set;
  }();
  cpu_set_t wanted;
  CPU_ZERO(&wanted);
  for (int cpu = 0, taken = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &all) && (count == 0 || taken < count)) {
      CPU_SET(cpu, &wanted);
      ++taken;
    }
  }
  sched_setaffinity(0, sizeof wanted, &wanted);
#else
  static_cast<void>(count);
#endif
}

}  // namespace maelstrom::bench
