// A word of a printed command line, quoted for a shell.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::conformance {

// The word as a POSIX shell reads it back: as it is if no character of it means anything to a shell, in single quotes
// otherwise.
std::string shell_word(std::string_view word);

}  // namespace maelstrom::conformance
