// What a process says on stderr when it ends before its time: by a signal (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, a
// stack overflow of the loop's thread included) or by a call of exit. It names the plugin, what the plugin was doing,
// and from where it came there. It does not blame the plugin where the host's own code ran on the loop's thread, or
// where another process has sent the signal.
//
// A signal then ends the process as it would have without us, by that signal, with its core file. An exit becomes
// kExitPluginExited. Nothing is said of _exit and SIGKILL, which leave no moment for it. Where a sanitizer is linked
// in, signals are left to it.
#pragma once

#include <string>

#include <maelstrom/abi.h>

#include "host/node/activity.hpp"

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

}  // namespace maelstrom::host
