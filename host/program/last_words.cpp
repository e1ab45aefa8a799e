#include "host/program/last_words.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include <boost/stacktrace.hpp>
#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include "host/program/exit_code.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HOST_HAS_SANITIZER true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HOST_HAS_SANITIZER true
#endif
#endif
#ifndef HOST_HAS_SANITIZER
#define HOST_HAS_SANITIZER false
#endif

namespace maelstrom::host {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr unsigned kMostSeconds = 2;  // for a backtrace, which may wait for a lock that the crashed code holds
constexpr std::size_t kMostFrames = 64;

enum class Phase { kLoading, kServing, kEnding };

// What a signal handler reads.
struct Known {
  std::array<char, 1024> name = {};
  std::atomic<Phase> phase = Phase::kEnding;
  std::atomic<const maelstrom_plugin*> plugin = nullptr;  // in kServing
  Activity activity;
  pthread_t loop = {};  // the thread that calls the plugin
  pid_t process = 0;    // this one; a child that the plugin forks has no last words
};
Known known;

void name_plugin(const std::string& name) {
  known.name.fill('\0');
  std::copy_n(name.begin(), std::min(name.size(), known.name.size() - 1), known.name.begin());
}

// Text put together without malloc.
class Words {
 public:
  void add(std::string_view text) {
    const std::size_t size = std::min(text.size(), text_.size() - size_);
    std::copy_n(text.begin(), size, text_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += size;
  }

  void add_number(std::size_t number, std::size_t base) {
    std::array<char, 20> digits = {};
    std::size_t begin = digits.size();
    do {
      digits[--begin] = "0123456789abcdef"[number % base];
      number /= base;
    } while (number != 0);
    add({digits.data() + begin, digits.size() - begin});
  }

  std::string_view text() const { return {text_.data(), size_}; }

  void say() {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text_.data(), size_);
    size_ = 0;
  }

 private:
  std::array<char, 2048> text_ = {};
  std::size_t size_ = 0;
};

struct SignalName {
  std::string_view text;
  std::string_view meaning;  // where no other process has sent it
};

SignalName signal_name(int signal) {
  switch (signal) {
    case SIGSEGV:
      return {"SIGSEGV", " (it touched memory that is not there; perhaps the stack is full)"};
    case SIGBUS:
      return {"SIGBUS", " (memory that cannot be had)"};
    case SIGFPE:
      return {"SIGFPE", " (a division by zero, or another arithmetic error)"};
    case SIGILL:
      return {"SIGILL", " (an instruction that does not exist)"};
    default:
      return {"SIGABRT", " (abort, a failed assertion, or an exception that nobody catches)"};
  }
}

// Whether another process has sent it. The abort of this one is sent too, by itself.
bool is_foreign(const siginfo_t& info) {
  bool sent = info.si_code == SI_USER || info.si_code == SI_QUEUE;
#ifdef SI_TKILL
  sent = sent || info.si_code == SI_TKILL;
#endif
  return sent && info.si_pid != getpid();
}

void add_plugin(Words& words) {
  words.add("plugin ");
  words.add(known.name.data());
}

// What the loop does with the plugin, behind the name of the plugin: " handled a message of type T". False, and nothing
// added, if none of the plugin's code runs there.
bool add_doing(Words& words) {
  const Phase phase = known.phase.load();
  const Activity::Snapshot seen = known.activity.now();
  if (phase == Phase::kLoading) {
    words.add(" was being loaded");
    return true;
  }
  if (phase == Phase::kEnding || seen.call == PluginCall::kNone) {
    return false;
  }
  const maelstrom_plugin& plugin = *known.plugin.load();
  if (seen.call == PluginCall::kMessage && seen.type < plugin.message_type_count) {
    words.add(" handled a message of type ");
    words.add(plugin.message_types[seen.type]);
  } else {
    words.add(" ran ");
    words.add(name_of(seen.call));
  }
  return true;
}

// `cause`: "SIGABRT (abort)", "a call of exit". Unless it is foreign, the thread that runs this is the one that has
// done it.
void say_end(std::string_view cause, bool foreign) {
  Words doing;
  const bool in_plugin = add_doing(doing);
  const bool on_loop = pthread_equal(pthread_self(), known.loop) != 0;
  const bool at_exit = known.phase.load() == Phase::kEnding;
  Words words;
  words.add("host: ");
  if (foreign || (on_loop && !in_plugin)) {
    words.add(cause);
    words.add(" ended this process ");
    words.add(in_plugin ? "while " : at_exit ? "as it exited, after all calls of " : "outside of any call of ");
    add_plugin(words);
    words.add(doing.text());
    if (!foreign) {
      words.add(at_exit ? ": by a destructor of the plugin's, or a mistake of the host's"
                        : ", in the host's own code: by a mistake of the host's, or memory that the plugin has broken");
    }
  } else {
    add_plugin(words);
    words.add(" ended this process by ");
    words.add(cause);
    words.add(on_loop ? "" : " in a thread of its own,");
    words.add(!in_plugin ? " outside of any call of the host" : on_loop ? " while it" : " while on the loop it");
    words.add(doing.text());
  }
  words.add("\n");
  words.say();
}

// `skip`: frames at the top that are our own. Beyond what POSIX allows in a signal handler, hence after all that
// matters has been said.
void say_backtrace(std::size_t skip) {
  Words words;
  std::size_t number = 0;
  for (const boost::stacktrace::frame& frame : boost::stacktrace::stacktrace(skip, kMostFrames)) {
    words.add("  #");
    words.add(std::to_string(number++));
    words.add(" ");
    words.add(boost::stacktrace::to_string(frame));
    words.add("\n");
    words.say();
  }
}

// The same without malloc: "/lib/libc.so.6 + 0x3c050".
void say_addresses() {
  std::array<boost::stacktrace::frame::native_frame_ptr_t, kMostFrames + 1> frames = {};
  boost::stacktrace::safe_dump_to(frames.data(), sizeof frames);
  Words words;
  for (const void* const frame : frames) {
    Dl_info library = {};
    if (frame == nullptr || dladdr(frame, &library) == 0) {
      break;
    }
    words.add("  at ");
    words.add(library.dli_fname);
    words.add(" + 0x");
    words.add_number(
        static_cast<std::size_t>(static_cast<const char*>(frame) - static_cast<const char*>(library.dli_fbase)), 16);
    words.add("\n");
    words.say();
  }
  words.add("  (addr2line -Cfpe FILE ADDRESS tells the line)\n");
  words.say();
}

std::atomic<int> ended_by = 0;  // the signal
pthread_t crashed = {};

void handle(int signal, void (*handler)(int, siginfo_t*, void*)) {
  struct sigaction action = {};
  action.sa_sigaction = handler;
  action.sa_flags = static_cast<int>(SA_SIGINFO | SA_RESETHAND | SA_ONSTACK | SA_NODEFER);
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

// The backtrace waits for a lock that the crashed code holds, of malloc above all, or has crashed too: addresses are
// all that is left, and then the end is that of the first signal.
void give_up(int signal, siginfo_t* /*info*/, void* /*context*/) {
  if (signal == SIGALRM && pthread_equal(pthread_self(), crashed) == 0) {
    handle(SIGALRM, give_up);
    pthread_kill(crashed, SIGALRM);
    return;
  }
  say_addresses();
  std::signal(ended_by, SIG_DFL);
  std::raise(ended_by);
}

void on_fatal_signal(int signal, siginfo_t* info, void* /*context*/) {
  if (getpid() != known.process) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
    return;
  }
  crashed = pthread_self();
  ended_by = signal;
  const SignalName name = signal_name(signal);
  const bool foreign = is_foreign(*info);
  Words cause;
  cause.add(name.text);
  if (foreign) {
    cause.add(", sent by process ");
    cause.add_number(static_cast<std::size_t>(info->si_pid), 10);
    cause.add(",");
  } else {
    cause.add(name.meaning);
  }
  say_end(cause.text(), foreign);
  for (const int another : kSignals) {
    handle(another, give_up);
  }
  handle(SIGALRM, give_up);
  sigset_t alarms;
  sigemptyset(&alarms);
  sigaddset(&alarms, SIGALRM);
  pthread_sigmask(SIG_UNBLOCK, &alarms, nullptr);
  alarm(kMostSeconds);
  say_backtrace(3);
  alarm(0);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void on_exit() {
  if (getpid() != known.process) {
    return;
  }
  while (ended_by != 0 && pthread_equal(pthread_self(), crashed) == 0) {
    pause();  // a thread has crashed and is about to end the process
  }
  if (known.phase.load() == Phase::kEnding) {
    return;
  }
  say_end("a call of exit", false);
  say_backtrace(2);
  _exit(kExitPluginExited);
}

}  // namespace

LastWords::LastWords() {
  known.process = getpid();
  known.loop = pthread_self();
  std::atexit(on_exit);
  if (HOST_HAS_SANITIZER) {
    return;
  }
  static std::array<std::byte, 256 * 1024> stack;  // SIGSTKSZ is no constant everywhere, and too little for a backtrace
  stack_t alternate = {};
  alternate.ss_sp = stack.data();
  alternate.ss_size = stack.size();
  sigaltstack(&alternate, nullptr);
  for (const int signal : kSignals) {
    handle(signal, on_fatal_signal);
  }
}

LastWords::~LastWords() {
  known.phase = Phase::kEnding;
}

void LastWords::set_loading(const std::string& path) {
  name_plugin(path);
  known.phase = Phase::kLoading;
}

void LastWords::set_plugin(const maelstrom_plugin& loaded) {
  name_plugin(loaded.name);
  known.plugin = &loaded;
  known.phase = Phase::kServing;
}

Activity& LastWords::activity() {
  return known.activity;
}

}  // namespace maelstrom::host
