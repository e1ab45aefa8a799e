// What a process says on stderr when it ends before its time: by a signal (those of a crash, a stack overflow of the
// loop's thread included, and every other one that ends a process and that nobody handles) or by a call of exit. It
// names the plugin, what the plugin was doing, and from where it came there. It does not blame the plugin where the
// host's own code ran on the loop's thread, or where another process or the system has sent the signal.
//
// What the plugin has answered before goes out first. A signal then ends the process as it would have without us, by
// that signal, with its core file. An exit becomes kExitPluginExited. Nothing is said of _exit and SIGKILL, which leave
// no moment for it. SIGTERM and SIGINT are StdioLoop's. Where a sanitizer is linked in, signals are left to it.
#pragma once

#include <string>

#include <maelstrom/abi.h>

#include "host/node/activity.hpp"
#include "host/node/outbox.hpp"

namespace maelstrom::host {

// At most one in the life of a process. [loop]
class LastWords {
 public:
  // On the thread that calls the plugin.
  LastWords();

  // The process ends of its own will: an exit is right from now on.
  ~LastWords();

  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

  // A plugin is going to be loaded: it is the one to speak of from now on.
  void set_loading(const std::string& path);

  // It has been loaded.
  void set_plugin(const maelstrom_plugin& plugin);

  // Where its node notes what the plugin is doing; as long-lived as the process.
  Activity& activity();
};

// As long as it lives, the lines of this outbox go to the descriptor when the process dies in a call of the plugin:
// answers that were made are not lost. At most one at a time. [loop]
class LastAnswers {
 public:
  // Both are borrowed.
  LastAnswers(const Outbox& outbox, int output);
  ~LastAnswers();
  LastAnswers(const LastAnswers&) = delete;
  LastAnswers& operator=(const LastAnswers&) = delete;
};

}  // namespace maelstrom::host
