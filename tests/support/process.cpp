#include "process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration): not every system declares it

namespace maelstrom::tests {
namespace {

struct Pipe {
  int read_end;
  int write_end;
};

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Pipe make_pipe() {
  int ends[2];
  if (pipe(ends) != 0) {
    throw_errno("pipe");
  }
  for (const int end : ends) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  return {ends[0], ends[1]};
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  std::vector<std::string> settings;
  for (char** setting = environ; *setting != nullptr; ++setting) {
    const std::string_view text = *setting;
    if (!added.contains(std::string(text.substr(0, text.find('='))))) {
      settings.emplace_back(text);
    }
  }
  for (const auto& [name, value] : added) {
    settings.push_back(name + "=" + value);
  }
  return settings;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const ProcessOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);  // writing to a child that has ended must not end the test
  Pipe in = {options.input, -1};
  if (options.input < 0) {
    in = make_pipe();
  }
  const Pipe out = make_pipe();
  const Pipe err = make_pipe();
#ifdef F_SETPIPE_SZ
  if (options.output_is_small) {
    fcntl(out.write_end, F_SETPIPE_SZ, 1);
  }
#endif
  if (options.output_does_not_block) {
    fcntl(out.write_end, F_SETFL, O_NONBLOCK);
  }
  // All allocations come before fork: after it only async-signal-safe calls are allowed.
  std::vector<std::string> arguments = command;
  const std::vector<char*> argv = pointers_to(arguments);
  std::vector<std::string> settings = environment_with(options.environment);
  const std::vector<char*> envp = pointers_to(settings);
  pid_ = fork();
  if (pid_ < 0) {
    throw_errno("fork");
  }
  if (pid_ == 0) {
    const bool ready = dup2(in.read_end, STDIN_FILENO) >= 0 && dup2(out.write_end, STDOUT_FILENO) >= 0 &&
                       dup2(err.write_end, STDERR_FILENO) >= 0 &&
                       (options.directory.empty() || chdir(options.directory.c_str()) == 0);
    std::signal(SIGPIPE, SIG_DFL);
    if (ready) {
      execve(argv[0], argv.data(), envp.data());
    }
    _exit(127);
  }
  close(in.read_end);
  close(out.write_end);
  close(err.write_end);
  input_ = in.write_end;
  if (options.output_has_no_reader) {
    close(out.read_end);
    out_closed_ = true;
  } else {
    unread_output_ = out.read_end;
    if (!options.output_waits) {
      let_read();
    }
  }
  if (options.log_has_no_reader) {
    close(err.read_end);
    err_closed_ = true;
  } else if (options.log_waits) {
    unread_log_ = err.read_end;
  } else {
    readers_.emplace_back([this, err] { collect(err.read_end, err_, err_closed_); });
  }
}

Process::~Process() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    finish();
  }
}

void Process::collect(int descriptor, std::string& into, bool& closed) {
  std::vector<char> buffer(std::size_t{64} * 1024);
  for (;;) {
    const ssize_t size = read(descriptor, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) {
      continue;
    }
    const std::lock_guard lock(mutex_);
    closed = size <= 0;
    if (!closed) {
      into.append(buffer.data(), static_cast<std::size_t>(size));
    }
    changed_.notify_all();
    if (closed) {
      break;
    }
  }
  close(descriptor);
}

void Process::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(input_, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return;
    }
    bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
}

void Process::close_input() {
  if (input_ >= 0) {
    close(std::exchange(input_, -1));
  }
}

std::optional<std::string> Process::read_line() {
  std::unique_lock lock(mutex_);
  std::size_t end = std::string::npos;
  std::size_t searched = next_line_;  // a line may be long and arrive in many pieces
  changed_.wait(lock, [&] {
    end = out_.find('\n', searched);
    searched = out_.size();
    return end != std::string::npos || out_closed_;
  });
  if (end == std::string::npos) {
    return std::nullopt;
  }
  std::string line = out_.substr(next_line_, end - next_line_);
  next_line_ = end + 1;
  return line;
}

bool Process::wait_for_log(std::string_view text) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return err_.find(text) != std::string::npos || err_closed_; });
  return err_.find(text) != std::string::npos;
}

void Process::signal(int number) const {
  kill(pid_, number);
}

void Process::let_read() {
  if (const int output = std::exchange(unread_output_, -1); output >= 0) {
    readers_.emplace_back([this, output] { collect(output, out_, out_closed_); });
  }
}

Process::Result Process::finish() {
  close_input();
  let_read();
  int status = 0;
  const auto reap = [this, &status] {
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  };
  const bool log_waited = unread_log_ >= 0;
  if (log_waited) {
    reap();
    readers_.emplace_back([this, log = std::exchange(unread_log_, -1)] { collect(log, err_, err_closed_); });
  }
  for (std::thread& reader : readers_) {
    reader.join();
  }
  readers_.clear();
  if (!log_waited) {
    reap();
  }
  pid_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out_, err_};
}

int file_with(std::string_view bytes) {
  std::FILE* const file = std::tmpfile();
  if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) {
    throw_errno("tmpfile");
  }
  std::rewind(file);
  const int descriptor = dup(fileno(file));
  std::fclose(file);
  return descriptor;
}

Process::Result run(const std::vector<std::string>& command, std::string_view input, const ProcessOptions& options) {
  Process process(command, options);
  process.write(input);
  return process.finish();
}

}  // namespace maelstrom::tests
