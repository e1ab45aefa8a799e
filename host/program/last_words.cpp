#include "host/program/last_words.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/stacktrace.hpp>
#include <dlfcn.h>
#include <pthread.h>
#include <sys/time.h>
#include <unistd.h>

#include "host/loading/exit_code.hpp"
#include "platform/log_text.hpp"
#include "platform/signals.hpp"
#include "platform/streams.hpp"

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

// Signals that do not end a process, or are handled elsewhere: the loop handles SIGTERM and SIGINT. Signals that are
// already ignored or handled stay unchanged.
constexpr int kOthersSignals[] = {SIGKILL, SIGSTOP, SIGCHLD,  SIGCONT, SIGTSTP, SIGTTIN,
                                  SIGTTOU, SIGURG,  SIGWINCH, SIGTERM, SIGINT};
constexpr int kFaults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};  // of the receiving thread

// The time limit of the report, which may block on a lock of the crashed code, or on the reader of stderr.
constexpr time_t kMostSeconds = 5;
constexpr std::size_t kMostFrames = 64;

enum class Phase { kLoading, kServing, kEnding };

// The data that a signal handler reads.
struct Known {
  std::array<char, 1024> name = {};
  std::vector<std::string> types;  // message types of the plugin, each one line; not changed in kServing
  std::atomic<const LineOutbox*> answers = nullptr;
  int output = -1;  // for the answers
  std::atomic<Phase> phase = Phase::kEnding;
  Activity activity;
  pthread_t loop = {};  // the thread that calls the plugin
  pid_t process = 0;    // this process; a forked child of the plugin makes no report
};
Known known;

void name_plugin(std::string_view given) {
  const std::string name = platform::one_line(given);
  known.name.fill('\0');
  std::copy_n(name.begin(), std::min(name.size(), known.name.size() - 1), known.name.begin());
}

// Builds text without malloc.
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
  std::string_view meaning;  // if no other process sent it
};

SignalName signal_name(int signal) {
  switch (signal) {
    case SIGSEGV:
      return {"SIGSEGV", " (invalid memory access; perhaps a stack overflow)"};
    case SIGBUS:
      return {"SIGBUS", " (memory that cannot be accessed)"};
    case SIGFPE:
      return {"SIGFPE", " (a division by zero, or another arithmetic error)"};
    case SIGILL:
      return {"SIGILL", " (an invalid instruction)"};
    case SIGABRT:
      return {"SIGABRT", " (abort, a failed assertion, or an uncaught exception)"};
    case SIGTRAP:
      return {"SIGTRAP", " (a breakpoint, or __builtin_trap)"};
    case SIGSYS:
      return {"SIGSYS", " (a forbidden system call)"};
    case SIGXCPU:
      return {"SIGXCPU", " (the CPU time limit was exceeded)"};
    case SIGALRM:
      return {"SIGALRM", " (a timer)"};
    case SIGVTALRM:
      return {"SIGVTALRM", " (a timer)"};
    case SIGPROF:
      return {"SIGPROF", " (a profiling timer)"};
    case SIGHUP:
      return {"SIGHUP", " (the terminal was closed)"};
    case SIGQUIT:
      return {"SIGQUIT", " (Ctrl-\\)"};
    case SIGUSR1:
      return {"SIGUSR1", ""};
    case SIGUSR2:
      return {"SIGUSR2", ""};
    case SIGIO:
      return {"SIGIO", " (input or output is possible)"};
    default:
      return {"", ""};
  }
}

void add_signal(Words& words, int signal) {
  const std::string_view name = signal_name(signal).text;
  if (name.empty()) {
    words.add("signal ");
    words.add_number(static_cast<std::size_t>(signal), 10);
  }
  words.add(name);
}

bool is_sent_by_process(const siginfo_t& info) {
  bool sent = info.si_code == SI_USER || info.si_code == SI_QUEUE;
#ifdef SI_TKILL
  sent = sent || info.si_code == SI_TKILL;
#endif
  return sent && info.si_pid != getpid();
}

// Whether the system sent it, and not because of an action of a thread: the terminal, a timer, a limit.
bool is_sent_by_system(int signal, const siginfo_t& info) {
#ifdef SI_KERNEL
  const bool is_fault = std::find(std::begin(kFaults), std::end(kFaults), signal) != std::end(kFaults);
  return info.si_code == SI_KERNEL && !is_fault;
#else
  static_cast<void>(signal);
  static_cast<void>(info);
  return false;
#endif
}

void add_plugin(Words& words) {
  words.add("plugin ");
  words.add(known.name.data());
}

// The current call of the plugin on the loop, after the plugin's name: " handled a message of type T". Returns false,
// and adds nothing, if no plugin code runs on the loop.
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
  if (seen.call == PluginCall::kMessage && seen.type < known.types.size()) {
    words.add(" handled a message of type ");
    words.add(known.types[seen.type]);
  } else {
    words.add(" ran ");
    words.add(name_of(seen.call));
  }
  return true;
}

// `cause`: "SIGABRT (abort)", "a call of exit". foreign: not caused by the current thread.
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
      words.add(at_exit
                    ? ": caused by a destructor in the plugin, or by a bug in the host"
                    : ", in the host's own code: caused by a bug in the host, or by memory that the plugin corrupted");
    }
  } else {
    add_plugin(words);
    words.add(" ended this process by ");
    words.add(cause);
    words.add(on_loop ? "" : " in its own thread,");
    words.add(!in_plugin ? " outside of any call of the host" : on_loop ? " while it" : " while on the loop it");
    words.add(doing.text());
  }
  words.add("\n");
  words.say();
}

// `skip`: frames at the top that are our own. Not allowed by POSIX in a signal handler, so it comes after all important
// output.
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
  words.add("  (addr2line -Cfpe FILE ADDRESS prints the line)\n");
  words.say();
}

std::atomic<int> ended_by = 0;        // the signal; 0: a call of exit
std::atomic<bool> ends = false;       // and nothing can stop it
std::atomic<int> alarms = 0;          // received since then
pthread_t crashed = {};               // the thread that reports; set before `ends`
std::array<bool, NSIG> is_ours = {};  // the signals with a report

[[noreturn]] void wait_for_the_end() {
  for (;;) {
    pause();
  }
}

void unblock(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

[[noreturn]] void end_by(int signal) {
  if (signal == 0) {
    _exit(kExitPluginExited);
  }
  std::signal(signal, SIG_DFL);
  unblock(signal);
  std::raise(signal);
  _exit(128 + signal);
}

// The backtrace takes too long, or has crashed too: prints only addresses, then ends with the first signal. If this
// also hangs, the next alarm ends the process.
void give_up(int signal, siginfo_t* /*info*/, void* /*context*/) {
  constexpr int kLastAlarm = 3;  // one of them may have been forwarded
  static std::atomic<bool> says_addresses = false;
  const bool here = pthread_equal(pthread_self(), crashed) != 0;
  if (signal == SIGALRM) {
    if (++alarms >= kLastAlarm) {
      end_by(ended_by);
    }
    if (!here) {
      pthread_kill(crashed, SIGALRM);
      return;
    }
  } else if (!here) {
    wait_for_the_end();
  }
  if (!says_addresses.exchange(true)) {
    say_addresses();
  }
  end_by(ended_by);
}

// From now on nothing can keep the process alive: even if the plugin changed SIGALRM or its timer, repeated alarms
// arrive at this thread.
void arm_guard() {
  for (int signal = 1; signal < NSIG; ++signal) {
    if (is_ours[static_cast<std::size_t>(signal)]) {
      platform::handle_signal(signal, give_up, static_cast<int>(SA_NODEFER));
    }
  }
  platform::handle_signal(SIGALRM, give_up, static_cast<int>(SA_NODEFER));
  unblock(SIGALRM);
  for (const int fault : kFaults) {
    unblock(fault);
  }
  const itimerval again_and_again = {{1, 0}, {kMostSeconds, 0}};
  setitimer(ITIMER_REAL, &again_and_again, nullptr);
}

// Only while the loop's thread is inside a call of the plugin: otherwise it may be changing or writing them.
void write_answers() {
  const LineOutbox* const answers = known.answers.load();
  const bool in_plugin = known.activity.now().call != PluginCall::kNone;
  if (answers == nullptr || !in_plugin || pthread_equal(pthread_self(), known.loop) == 0) {
    return;
  }
  const std::string_view bytes = answers->bytes();
  platform::write_all(known.output, bytes.substr(0, bytes.rfind('\n') + 1));
}

void on_fatal_signal(int signal, siginfo_t* info, void* /*context*/) {
  if (getpid() != known.process) {
    end_by(signal);
  }
  if (ends.exchange(true)) {  // another thread was first
    wait_for_the_end();
  }
  crashed = pthread_self();
  ended_by = signal;
  arm_guard();
  const bool by_process = is_sent_by_process(*info);
  const bool foreign = by_process || is_sent_by_system(signal, *info);
  Words cause;
  add_signal(cause, signal);
  if (by_process) {
    cause.add(", sent by process ");
    cause.add_number(static_cast<std::size_t>(info->si_pid), 10);
    cause.add(",");
  } else {
    cause.add(signal_name(signal).meaning);
    cause.add(foreign ? ", sent by the system," : "");
  }
  write_answers();
  say_end(cause.text(), foreign);
  say_backtrace(3);
  end_by(signal);
}

void on_exit() {
  if (getpid() != known.process) {
    return;
  }
  if (ended_by != 0 && pthread_equal(pthread_self(), crashed) == 0) {
    wait_for_the_end();  // a thread has crashed and is about to end the process
  }
  if (known.phase.load() == Phase::kEnding || ends.exchange(true)) {
    return;
  }
  crashed = pthread_self();
  if (!HOST_HAS_SANITIZER) {
    arm_guard();
  }
  write_answers();
  say_end("a call of exit", false);
  say_backtrace(2);
  _exit(kExitPluginExited);
}

bool is_left_to_others(int signal) {
  struct sigaction now = {};
  return std::find(std::begin(kOthersSignals), std::end(kOthersSignals), signal) != std::end(kOthersSignals) ||
         sigaction(signal, nullptr, &now) != 0 || now.sa_handler != SIG_DFL;
}

}  // namespace

LastWords::LastWords() {
  known.process = getpid();
  known.loop = pthread_self();
  std::atexit(on_exit);
  if (HOST_HAS_SANITIZER) {
    return;
  }
  static std::array<std::byte, 256 * 1024> stack;  // SIGSTKSZ is not always a constant, and too small for a backtrace
  stack_t alternate = {};
  alternate.ss_sp = stack.data();
  alternate.ss_size = stack.size();
  sigaltstack(&alternate, nullptr);
  for (int signal = 1; signal < NSIG; ++signal) {
    if (!is_left_to_others(signal)) {
      is_ours[static_cast<std::size_t>(signal)] = true;
      platform::handle_signal(signal, on_fatal_signal, static_cast<int>(SA_RESETHAND | SA_NODEFER));
    }
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
  known.phase = Phase::kLoading;
  name_plugin(loaded.name);
  known.types.clear();
  for (const char* const type : std::span(loaded.message_types, loaded.message_type_count)) {
    known.types.push_back(platform::one_line(type));
  }
  known.phase = Phase::kServing;
}

LastAnswers::LastAnswers(const LineOutbox& outbox, int output) {
  known.output = output;
  known.answers = &outbox;
}

LastAnswers::~LastAnswers() {
  known.answers = nullptr;
}

Activity& LastWords::activity() {
  return known.activity;
}

}  // namespace maelstrom::host
