// The three standard streams of a process: there from the start, written completely, and no reason to end by a signal.
#pragma once

#include <ostream>
#include <string_view>

namespace maelstrom::platform {

// The first thing that a program does. A standard stream that was closed by our parent is opened, so that no file or
// pipe of ours gets its number: stdin and stderr as /dev/null, stdout so that every write fails as it would on a closed
// one. SIGXFSZ is ignored: a file that may not grow is an error of write, as a full disk is. Ends the process if it has
// no /dev/null.
void prepare_process();

// Whether stdout was closed when the process began. REQUIRES: prepare_process.
bool stdout_was_closed();

// Writes all of it, also to a descriptor that does not block. Returns 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view bytes);

// Writes the text to stderr as far as possible. Failures are ignored.
void print_error(std::string_view text) noexcept;

// Makes a std::ostream write to a descriptor as write_all does, at once, for the rest of the process.
void write_completely(std::ostream& stream, int descriptor);

}  // namespace maelstrom::platform
