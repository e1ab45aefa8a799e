// When the process crashes, writes where in a plugin, before it ends by the signal as it would have: one line, the
// innermost function of a library that was loaded for a plugin, and the source line where debug information has it.
// Where a sanitizer is linked in, crashes are left to it.
//
// For a child process in which a plugin runs. The handler does more than POSIX allows in a signal handler: the process
// is lost anyway, and an alarm ends it if the crashed code holds a lock.
#pragma once

#include <string>

namespace maelstrom::platform {

// From now on, on this thread's stack too if that is full. descriptor: gets the line, "crashed in NAME at FILE:LINE\n".
// plugin: the path by which the library was loaded; copies of it that are loaded from memory count as well. doing: more
// words for the line; may be null. Once in a process.
void report_crashes_to(int descriptor, const std::string& plugin, std::string (*doing)() = nullptr);

}  // namespace maelstrom::platform
