#include "platform/child_process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "platform/cannot_run.hpp"
#include "platform/pipe.hpp"

namespace maelstrom::conformance {
namespace {

struct Pipes {
  Pipe input = make_pipe();
  Pipe output = make_pipe();
  Pipe error = make_pipe();
  Pipe failure = make_pipe();  // reports why exec failed; a successful exec closes it
};

// All of the child's work between fork and exec: only functions that are safe there, and nothing that allocates.
[[noreturn]] void become(const char* path, char* const* argv, const char* folder, const Pipes& pipes, pid_t parent) {
  ::setpgid(0, 0);
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) {
    ::_exit(127);
  }
#else
  static_cast<void>(parent);
#endif
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGPIPE, SIGXFSZ}) {
    ::signal(signal, SIG_DFL);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  const bool ready = ::dup2(pipes.input.read, STDIN_FILENO) >= 0 && ::dup2(pipes.output.write, STDOUT_FILENO) >= 0 &&
                     ::dup2(pipes.error.write, STDERR_FILENO) >= 0 && ::chdir(folder) == 0;
  if (ready) {
    ::execv(path, argv);
  }
  const int reason = errno;
  [[maybe_unused]] const ssize_t written = ::write(pipes.failure.write, &reason, sizeof reason);
  ::_exit(127);
}

void close_child_ends(const Pipes& pipes) {
  for (const int end : {pipes.input.read, pipes.output.write, pipes.error.write, pipes.failure.write}) {
    ::close(end);
  }
}

void close_our_ends(const Pipes& pipes) {
  for (const int end : {pipes.input.write, pipes.output.read, pipes.error.read, pipes.failure.read}) {
    ::close(end);
  }
}

// The error of the child, or 0 once it runs the program.
int exec_error(const Pipes& pipes) {
  int reason = 0;
  ssize_t size = 0;
  do {
    size = ::read(pipes.failure.read, &reason, sizeof reason);
  } while (size < 0 && errno == EINTR);
  return size == sizeof reason ? reason : 0;
}

}  // namespace

ChildProcess spawn(const std::string& path, const std::vector<std::string>& arguments,
                   const std::filesystem::path& folder) {
  std::vector<std::string> words = {path};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);

  const Pipes pipes;
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    become(path.c_str(), argv.data(), folder.c_str(), pipes, parent);
  }
  const int fork_error = errno;
  close_child_ends(pipes);
  const int failure = pid < 0 ? fork_error : exec_error(pipes);
  if (failure != 0) {
    close_our_ends(pipes);
    if (pid > 0) {
      ::waitpid(pid, nullptr, 0);
    }
    const bool no_interpreter = failure == ENOENT && ::access(path.c_str(), F_OK) == 0;
    throw CannotRun(
        "cannot run " + path + ": " +
        (no_interpreter ? "the interpreter in its first line is missing" : std::generic_category().message(failure)));
  }
  ::close(pipes.failure.read);
  ::setpgid(pid, pid);  // the child does this too; after the first of both calls the group exists
  for (const int end : {pipes.input.write, pipes.output.read, pipes.error.read}) {
    set_nonblocking(end);
  }
  return {pid, pipes.input.write, pipes.output.read, pipes.error.read};
}

}  // namespace maelstrom::conformance
