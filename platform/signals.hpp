// How signals are handled in a process that runs plugins.
#pragma once

#include <csignal>

namespace maelstrom::platform {

// Installs a handler, and returns what was done with the signal before. It runs on the alternate stack of the thread
// that the signal comes to, if there is one: a plugin's thread may have a stack of a few kilobytes, as those of Go, and
// the frame of a signal would go beyond its end.
struct sigaction handle_signal(int signal, void (*handler)(int), int flags = 0);
struct sigaction handle_signal(int signal, void (*handler)(int, siginfo_t*, void*), int flags = 0);

}  // namespace maelstrom::platform
