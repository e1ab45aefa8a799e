#include "conformance/processes/process_cluster.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <utility>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/loading/exit_code.hpp"
#include "host/node/log_line.hpp"
#include "platform/child_process.hpp"
#include "platform/file_name.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::size_t kReadSize = 64 * 1024;

// The most warnings from hosts' logs that are reported.
constexpr std::size_t kMostWarnings = 2;

// The polling interval for a node that has closed its stdout, in case its exit does not wake us.
constexpr Time kLongestWait = 100 * kMillisecond;

void close_descriptor(int& descriptor) {
  if (descriptor >= 0) {
    ::close(descriptor);
    descriptor = -1;
  }
}

NodeExit describe(int status, std::string output) {
  if (WIFSIGNALED(status)) {
    return {true, WTERMSIG(status), std::move(output)};
  }
  return {false, WEXITSTATUS(status), std::move(output)};
}

// The reason why our host did not become a node, if it ended with such a status; otherwise nullptr.
const char* refusal_to_start(int status) {
  if (status == host::kExitUsage) {
    return " rejected its options:\n";
  }
  return status >= host::kExitNoSuchFile && status <= host::kExitCreateFailed ? " cannot run its plugin:\n" : nullptr;
}

// With a timeout in nanoseconds where the system supports it, so that a rate of thousands per second stays even.
int poll_for(std::vector<pollfd>& descriptors, Time timeout) {
  const auto count = static_cast<nfds_t>(descriptors.size());
#ifdef __linux__
  const timespec wait = {static_cast<std::time_t>(timeout / kSecond), static_cast<long>(timeout % kSecond)};
  return ::ppoll(descriptors.data(), count, &wait, nullptr);
#else
  return ::poll(descriptors.data(), count, static_cast<int>((timeout + kMillisecond - 1) / kMillisecond));
#endif
}

// Messages that are late or from an earlier incarnation are routine.
bool is_worth_a_warning(const host::LogLine& logged) {
  return logged.level >= MAELSTROM_LOG_WARN && !logged.text.empty() && logged.kind != host::LogLine::Kind::kDropped;
}

}  // namespace

struct ProcessCluster::Process {
  Process(const ChildProcess& child_process, const std::filesystem::path& log_file, NodeLog::OnLine on_log_line)
      : child(child_process), lines(kReadSize), log(log_file, std::move(on_log_line)) {}

  ChildProcess child;
  host::LineBuffer lines;
  NodeLog log;
  std::string queue;               // for its stdin
  std::size_t sent = 0;            // bytes of the queue
  bool running = true;             // not yet reaped
  Time unfinished_since = kNever;  // when the first byte of `lines.unfinished_line()` arrived
};

struct ProcessCluster::Poll {
  std::vector<pollfd> descriptors;
};

ProcessCluster::ProcessCluster(NodeProgram program, std::vector<std::string> nodes, std::filesystem::path logs,
                               bool log_stderr, SignalPipe& signals, std::size_t longest_line)
    : program_(std::move(program)),
      nodes_(std::move(nodes)),
      logs_(std::move(logs)),
      log_stderr_(log_stderr),
      signals_(signals),
      longest_line_(longest_line),
      epoch_(std::chrono::steady_clock::now()),
      processes_(nodes_.size()),
      poll_(std::make_unique<Poll>()) {}

ProcessCluster::~ProcessCluster() {
  for (NodeIndex node = 0; node < processes_.size(); ++node) {
    ProcessCluster::kill(node);
  }
}

Time ProcessCluster::now() const {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - epoch_).count();
}

void ProcessCluster::start(NodeIndex node) {
  const ChildProcess child = spawn(program_.path, program_.arguments, std::filesystem::temp_directory_path());
  processes_[node] = std::make_unique<Process>(child, logs_ / log_file_name(nodes_[node]),
                                               [this, node](std::string_view line) { log_line(node, line); });
}

void ProcessCluster::log_line(NodeIndex node, std::string_view line) {
  if (log_stderr_) {
    const std::string text = nodes_[node] + ": " + std::string(line) + '\n';
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  if (!program_.is_host) {
    return;
  }
  const auto logged = host::read_log_line(line, nodes_[node]);
  if (!logged) {
    return;
  }
  if (logged->kind == host::LogLine::Kind::kRefused) {
    refusals_.emplace_back(node, logged->text);
  } else if (is_worth_a_warning(*logged) && warnings_.size() < kMostWarnings) {
    const bool known = std::any_of(warnings_.begin(), warnings_.end(),
                                   [&logged](const auto& before) { return before.second == logged->text; });
    if (!known) {
      warnings_.emplace_back(node, logged->text);
    }
  }
}

std::vector<std::string> ProcessCluster::warnings() const {
  std::vector<std::string> all;
  for (const auto& [node, text] : warnings_) {
    all.push_back("node " + nodes_[node] + ": " + excerpt(text));
  }
  return all;
}

void ProcessCluster::report_refusals(Run& run) {
  for (const auto& [node, refusal] : std::exchange(refusals_, {})) {
    run.on_refusal(node, refusal, now());
  }
}

void ProcessCluster::deliver(NodeIndex node, std::string_view line) {
  Process* const process = processes_[node].get();
  if (process != nullptr && process->child.standard_input >= 0) {
    process->queue += line;
  }
}

void ProcessCluster::kill(NodeIndex node) {
  Process* const process = processes_[node].get();
  if (process == nullptr) {
    return;
  }
  if (process->running) {
    ::kill(-process->child.pid, SIGKILL);
    while (::waitpid(process->child.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    process->running = false;
    while (read_stderr(*process)) {
    }
  }
  close_descriptor(process->child.standard_input);
  close_descriptor(process->child.standard_output);
  close_descriptor(process->child.standard_error);
}

void ProcessCluster::pause(NodeIndex node) {
  signal(node, SIGSTOP);
}

void ProcessCluster::resume(NodeIndex node) {
  if (processes_[node] != nullptr) {
    flush(*processes_[node]);
  }
  signal(node, SIGCONT);
}

void ProcessCluster::signal(NodeIndex node, int number) {
  if (processes_[node] != nullptr && processes_[node]->running) {
    ::kill(-processes_[node]->child.pid, number);
  }
}

void ProcessCluster::disturb_clock(NodeIndex /*node*/, Time /*jump*/, double /*drift*/) {
  throw CannotRun("clock faults work only in simulate: the clock of a real process cannot be changed");
}

// ---- One turn

void ProcessCluster::turn(Run& run, Time until) {
  for (const auto& process : processes_) {
    if (process) {
      flush(*process);
    }
  }
  wait(until);
  for (NodeIndex node = 0; node < processes_.size() && !run.finished(); ++node) {
    Process& process = *processes_[node];
    if (ready(process.child.standard_error)) {
      read_stderr(process);
    }
    if (ready(process.child.standard_output)) {
      read_stdout(node, run);
    }
  }
  for (NodeIndex node = 0; node < processes_.size() && !run.finished(); ++node) {
    reap(node, run);
  }
  report_refusals(run);
}

void ProcessCluster::wait(Time until) {
  auto& descriptors = poll_->descriptors;
  descriptors.clear();
  watch(signals_.descriptor(), POLLIN);
  for (const auto& process : processes_) {
    watch(process->child.standard_output, POLLIN);
    watch(process->child.standard_error, POLLIN);
    if (process->sent < process->queue.size()) {
      watch(process->child.standard_input, POLLOUT);
    }
  }
  const Time timeout = std::clamp<Time>(until - now(), 0, kLongestWait);
  if (poll_for(descriptors, timeout) < 0) {
    descriptors.clear();  // a signal arrived: no descriptor is known to be ready
  }
}

void ProcessCluster::watch(int descriptor, short events) {
  if (descriptor >= 0) {
    poll_->descriptors.push_back({descriptor, events, 0});
  }
}

bool ProcessCluster::ready(int descriptor) const {
  const auto& descriptors = poll_->descriptors;
  return descriptor >= 0 && std::any_of(descriptors.begin(), descriptors.end(), [descriptor](const pollfd& polled) {
           return polled.fd == descriptor && polled.revents != 0;
         });
}

void ProcessCluster::flush(Process& process) {
  while (process.sent < process.queue.size()) {
    const ssize_t size =
        ::write(process.child.standard_input, process.queue.data() + process.sent, process.queue.size() - process.sent);
    if (size < 0 && errno == EINTR) {
      continue;
    }
    if (size < 0 && errno != EAGAIN) {
      close_descriptor(process.child.standard_input);  // it no longer reads; its exit is handled elsewhere
      process.sent = process.queue.size();
    }
    if (size < 0) {
      break;
    }
    process.sent += static_cast<std::size_t>(size);
  }
  if (process.sent > kReadSize || process.sent == process.queue.size()) {
    process.queue.erase(0, process.sent);
    process.sent = 0;
  }
}

void ProcessCluster::read_stdout(NodeIndex node, Run& run) {
  Process& process = *processes_[node];
  const auto space = process.lines.space();
  const ssize_t size = ::read(process.child.standard_output, space.data(), space.size());
  if (size == 0) {
    end_of_stdout(node, run);
  }
  if (size <= 0) {
    return;
  }
  process.lines.commit(static_cast<std::size_t>(size));
  const Time at = now();
  bool took = false;
  while (const auto line = process.lines.next_line()) {
    took = true;
    run.on_node_line(node, *line, at);
  }
  const std::string_view unfinished = process.lines.unfinished_line();
  if (unfinished.empty()) {
    process.unfinished_since = kNever;
  } else if (took || process.unfinished_since == kNever) {
    process.unfinished_since = at;
  }
  if (unfinished.size() > longest_line_) {
    run.on_endless_line(node, unfinished, at);
  }
}

// End of file also ends the last line, as for Java's readLine.
void ProcessCluster::end_of_stdout(NodeIndex node, Run& run) {
  Process& process = *processes_[node];
  close_descriptor(process.child.standard_output);
  process.unfinished_since = kNever;
  if (const auto line = process.lines.last_line()) {
    run.on_node_line(node, *line, now());
  }
}

UnfinishedLine ProcessCluster::unfinished_line(NodeIndex node) const {
  const Process* const process = processes_[node].get();
  return process == nullptr || process->unfinished_since == kNever
             ? UnfinishedLine()
             : UnfinishedLine{process->lines.unfinished_line(), process->unfinished_since};
}

// Returns whether there may be more to read.
bool ProcessCluster::read_stderr(Process& process) {
  if (process.child.standard_error < 0) {
    return false;
  }
  std::array<char, 16 * 1024> bytes{};
  const ssize_t size = ::read(process.child.standard_error, bytes.data(), bytes.size());
  if (size == 0) {
    close_descriptor(process.child.standard_error);
  }
  if (size > 0) {
    process.log.append({bytes.data(), static_cast<std::size_t>(size)});
  }
  return size > 0 || (size < 0 && errno == EINTR);
}

// Reads the remaining output of a node that has ended.
void ProcessCluster::drain(NodeIndex node, Run& run) {
  Process& process = *processes_[node];
  while (read_stderr(process)) {
  }
  std::array<pollfd, 1> output = {{{process.child.standard_output, POLLIN, 0}}};
  while (process.child.standard_output >= 0 && ::poll(output.data(), 1, 0) > 0) {
    read_stdout(node, run);
  }
  end_of_stdout(node, run);  // a grandchild may still have it open
}

// Checks whether a node has ended. It stays a zombie until its group is dead too, so that the system cannot reuse the
// group's id.
void ProcessCluster::reap(NodeIndex node, Run& run) {
  Process& process = *processes_[node];
  siginfo_t info = {};
  const auto id = static_cast<id_t>(process.child.pid);
  if (!process.running || ::waitid(P_PID, id, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) {
    return;
  }
  drain(node, run);
  ::kill(-process.child.pid, SIGKILL);
  int status = 0;
  while (::waitpid(process.child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  process.running = false;
  const NodeExit exit = describe(status, process.log.tail());
  const char* const refusal = program_.is_host && !exit.signalled ? refusal_to_start(exit.status) : nullptr;
  if (refusal != nullptr) {
    run.interrupt("node " + nodes_[node] + refusal + exit.output, now());
  } else {
    run.on_node_exit(node, exit, now());
  }
}

std::string log_file_name(std::string_view node) {
  return host::file_name_of(node) + ".log";
}

}  // namespace maelstrom::conformance
