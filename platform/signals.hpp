// Signal handling in a process that runs plugins.
#pragma once

#include <csignal>

namespace maelstrom::platform {

// Installs a handler, and returns the previous action. It runs on the alternate stack of the thread that receives the
// signal, if it has one: a plugin's thread may have a stack of only a few kilobytes, as in Go, which a signal frame
// would overflow.
struct sigaction handle_signal(int signal, void (*handler)(int), int flags = 0);
struct sigaction handle_signal(int signal, void (*handler)(int, siginfo_t*, void*), int flags = 0);

}  // namespace maelstrom::platform
