// The three standard streams of a process: always open, written completely, without fatal signals.
#pragma once

#include <ostream>
#include <string_view>

namespace maelstrom::platform {

// Call it first in a program. A standard stream that was closed by our parent is opened, so that no file or pipe of
// ours gets its number: stdin and stderr as /dev/null, stdout so that every write fails as on a closed one. SIGXFSZ is
// ignored: a file size limit is an error of write, like a full disk. Ends the process if /dev/null is missing.
void prepare_process();

// Whether stdout was closed when the process began. REQUIRES: prepare_process.
bool stdout_was_closed();

// Writes all of it, also to a descriptor that does not block. Returns 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view bytes);

// Writes the text to stderr as far as possible. Failures are ignored.
void print_error(std::string_view text) noexcept;

// Makes a std::ostream write to a descriptor immediately, as write_all does, for the rest of the process.
void write_completely(std::ostream& stream, int descriptor);

}  // namespace maelstrom::platform
