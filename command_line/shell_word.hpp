// A word of a printed command line, quoted for a shell.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::conformance {

// The word as a POSIX shell reads it: unchanged if it has no special characters, otherwise in single quotes.
std::string shell_word(std::string_view word);

}  // namespace maelstrom::conformance
