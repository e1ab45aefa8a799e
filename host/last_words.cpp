#include "last_words.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include <boost/stacktrace.hpp>
#include <unistd.h>

#include "exit_code.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HOST_HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HOST_HAS_SANITIZER 1
#endif
#endif

namespace maelstrom::host {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr unsigned kMostSeconds = 5;  // for a backtrace, which may wait for a lock that the crashed code holds
constexpr std::size_t kMostFrames = 64;

enum class Phase { kLoading, kCreating, kServing, kEnding };

// What a signal handler reads.
struct Known {
  std::array<char, 1024> name = {};
  std::atomic<Phase> phase = Phase::kEnding;
  std::atomic<const maelstrom_plugin*> plugin = nullptr;  // from kCreating on
  std::atomic<const Activity*> activity = nullptr;        // in kServing
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

  void say() {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text_.data(), size_);
    size_ = 0;
  }

 private:
  std::array<char, 2048> text_ = {};
  std::size_t size_ = 0;
};

std::string_view signal_name(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "SIGSEGV (it touched memory that is not there; perhaps the stack is full)";
    case SIGBUS:
      return "SIGBUS (memory that cannot be had)";
    case SIGFPE:
      return "SIGFPE (a division by zero, or another arithmetic error)";
    case SIGILL:
      return "SIGILL (an instruction that does not exist)";
    default:
      return "SIGABRT (abort, a failed assertion, or an exception that nobody catches)";
  }
}

// "while it handled a message of type T"
void add_doing(Words& words) {
  const Phase now = known.phase.load();
  if (now != Phase::kServing) {
    words.add(now == Phase::kLoading    ? " while it was being loaded"
              : now == Phase::kCreating ? " while it was being created"
                                        : " when the host ended");
    return;
  }
  const Activity::Snapshot seen = known.activity.load()->now();
  const maelstrom_plugin& plugin = *known.plugin.load();
  if (seen.call == PluginCall::kMessage && seen.type < plugin.message_type_count) {
    words.add(" while it handled a message of type ");
    words.add(plugin.message_types[seen.type]);
  } else if (seen.call == PluginCall::kNone) {
    words.add(" in a thread of its own, outside of any call of the host");
  } else {
    words.add(" during ");
    words.add(name_of(seen.call));
  }
}

void begin_words(Words& words, std::string_view verb) {
  words.add("host: plugin ");
  words.add(known.name.data());
  words.add(verb);
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

void on_fatal_signal(int signal) {
  Words words;
  begin_words(words, " ended this process by ");
  words.add(signal_name(signal));
  add_doing(words);
  words.add("\n");
  words.say();
  // Reset by SA_RESETHAND: a second crash in here, or the alarm, ends the process at once.
  std::signal(SIGALRM, SIG_DFL);
  alarm(kMostSeconds);
  say_backtrace(3);
  alarm(0);
  std::raise(signal);  // is delivered when this handler returns
}

void on_exit() {
  if (known.phase.load() == Phase::kEnding) {
    return;
  }
  Words words;
  begin_words(words, " ended this process by calling exit");
  add_doing(words);
  words.add("\n");
  words.say();
  say_backtrace(2);
  _exit(kExitPluginExited);
}

}  // namespace

LastWords::LastWords(const std::string& path) {
  name_plugin(path);
  known.phase = Phase::kLoading;
  std::atexit(on_exit);
#ifndef HOST_HAS_SANITIZER
  static std::array<std::byte, 256 * 1024> stack;  // SIGSTKSZ is no constant everywhere, and too little for a backtrace
  stack_t alternate = {};
  alternate.ss_sp = stack.data();
  alternate.ss_size = stack.size();
  sigaltstack(&alternate, nullptr);
  struct sigaction action = {};
  action.sa_handler = on_fatal_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK);
  sigemptyset(&action.sa_mask);
  for (const int signal : kSignals) {
    sigaction(signal, &action, nullptr);
  }
#endif
}

LastWords::~LastWords() {
  known.phase = Phase::kEnding;
}

void LastWords::set_plugin(const maelstrom_plugin& loaded) {
  name_plugin(loaded.name);
  known.plugin = &loaded;
  known.phase = Phase::kCreating;
}

void LastWords::set_activity(const Activity& activity) {
  known.activity = &activity;
  known.phase = Phase::kServing;
}

}  // namespace maelstrom::host
