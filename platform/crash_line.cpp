#include "platform/crash_line.hpp"

#include <array>
#include <csignal>
#include <cstddef>
#include <string_view>

#include <boost/stacktrace.hpp>
#include <dlfcn.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PLATFORM_HAS_SANITIZER true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PLATFORM_HAS_SANITIZER true
#endif
#endif
#ifndef PLATFORM_HAS_SANITIZER
#define PLATFORM_HAS_SANITIZER false
#endif

namespace maelstrom::platform {
namespace {

constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
constexpr unsigned kMostSeconds = 3;
constexpr std::size_t kMostFrames = 64;

int descriptor = -1;
std::string& plugin = *new std::string;
std::string (*doing)() = nullptr;
volatile std::sig_atomic_t ended_by = 0;

bool is_plugins(const boost::stacktrace::frame& frame) {
  Dl_info library = {};
  if (::dladdr(frame.address(), &library) == 0 || library.dli_fname == nullptr) {
    return false;
  }
  const std::string_view file = library.dli_fname;
  return file == plugin || (file.starts_with("/proc/") && file.find("/fd/") != std::string_view::npos);
}

// The line without symbol names, which are slow to find. Written by an alarm if the search takes too long.
std::string& plain_line = *new std::string;

void write_line(const std::string& line) {
  [[maybe_unused]] const auto written = ::write(descriptor, line.data(), line.size());
}

void end(int signal) {
  if (signal == SIGALRM) {
    write_line(plain_line);
  }
  std::signal(ended_by, SIG_DFL);
  std::raise(ended_by);
}

std::string without_names(const boost::stacktrace::frame& frame) {
  Dl_info library = {};
  ::dladdr(frame.address(), &library);
  const auto offset = static_cast<const char*>(frame.address()) - static_cast<const char*>(library.dli_fbase);
  return "the plugin, at byte " + std::to_string(offset);
}

// "NAME at FILE:LINE" or "NAME"; empty if the name is unknown.
std::string with_names(const boost::stacktrace::frame& frame) {
  // A return address may be that of the next function, after a call that never returns.
  const boost::stacktrace::frame call(static_cast<const char*>(frame.address()) - 1);
  const std::string text = boost::stacktrace::to_string(call);
  return text.starts_with("0x") ? std::string() : text.substr(0, text.rfind(" in /"));
}

void set_alarm() {
  std::signal(SIGALRM, end);
  sigset_t alarms;
  sigemptyset(&alarms);
  sigaddset(&alarms, SIGALRM);
  ::sigprocmask(SIG_UNBLOCK, &alarms, nullptr);
  ::alarm(kMostSeconds);
}

void on_crash(int signal) {
  ended_by = signal;
  set_alarm();
  for (const boost::stacktrace::frame& frame : boost::stacktrace::stacktrace(0, kMostFrames)) {
    if (is_plugins(frame)) {
      const std::string more = (doing == nullptr ? "" : doing()) + "\n";
      plain_line = "crashed in " + without_names(frame) + more;
      const std::string name = with_names(frame);
      write_line(name.empty() ? plain_line : "crashed in " + name + more);
      break;
    }
  }
  ::alarm(0);
  end(signal);
}

}  // namespace

void report_crashes_to(int given, const std::string& path, std::string (*more)()) {
  if (PLATFORM_HAS_SANITIZER) {
    return;
  }
  descriptor = given;
  plugin = path;
  doing = more;
  static std::array<std::byte, std::size_t{256} * 1024> stack;
  stack_t alternate = {};
  alternate.ss_sp = stack.data();
  alternate.ss_size = stack.size();
  ::sigaltstack(&alternate, nullptr);
  for (const int signal : kSignals) {
    struct sigaction action = {};
    action.sa_handler = on_crash;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK | SA_NODEFER);
    sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

}  // namespace maelstrom::platform
