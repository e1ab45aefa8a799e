// When the process crashes, writes the place in the plugin, before the process ends by the signal as usual: one line
// with the innermost function of a library that was loaded for a plugin, and the source line if debug information has
// it. If a sanitizer is linked in, it handles crashes.
//
// For a child process in which a plugin runs. The handler does more than POSIX allows in a signal handler: the process
// ends anyway, and an alarm ends it if the crashed code holds a lock.
#pragma once

#include <string>

namespace maelstrom::platform {

// Installs the handlers, which also work when this thread's stack is full. descriptor: for the line, "crashed in NAME
// at FILE:LINE\n". plugin: the path by which the library was loaded; includes copies loaded from memory. doing: returns
// more text for the line; may be null. Call it once per process.
void report_crashes_to(int descriptor, const std::string& plugin, std::string (*doing)() = nullptr);

}  // namespace maelstrom::platform
