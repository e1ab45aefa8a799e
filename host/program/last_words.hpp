// The report on stderr when the process ends early: by a signal (of a crash, including a stack overflow of the loop
// thread, and every other unhandled fatal signal) or by a call of exit. It names the plugin and its current call, and
// has a backtrace. It does not blame the plugin if the host's own code was running on the loop thread, or if another
// process or the system sent the signal.
//
// Earlier answers of the plugin are written first. A signal then ends the process as usual, by that signal, with a core
// file. An exit becomes kExitPluginExited. There is no report for _exit and SIGKILL. EventLoop handles SIGTERM and
// SIGINT. If a sanitizer is linked in, it handles the signals.
#pragma once

#include <string>

#include <maelstrom/abi.h>

#include "host/node/activity.hpp"
#include "host/outbox/line_outbox.hpp"

namespace maelstrom::host {

// At most one per process. [loop]
class LastWords {
 public:
  // On the thread that calls the plugin.
  LastWords();

  // The process ends normally: an exit is expected from now on.
  ~LastWords();

  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

  // A plugin will be loaded: reports name it from now on.
  void set_loading(const std::string& path);

  // It has been loaded.
  void set_plugin(const maelstrom_plugin& plugin);

  // The record of the plugin's current call; must exist until the process ends.
  Activity& activity();
};

// While it exists, the lines of this outbox are written to the descriptor if the process crashes in a call of the
// plugin, so finished answers are not lost. At most one at a time. [loop]
class LastAnswers {
 public:
  // Both are borrowed.
  LastAnswers(const LineOutbox& outbox, int output);
  ~LastAnswers();
  LastAnswers(const LastAnswers&) = delete;
  LastAnswers& operator=(const LastAnswers&) = delete;
};

}  // namespace maelstrom::host
