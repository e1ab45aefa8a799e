// The name of this program: `conformance` in a build tree, `maelstrom-conformance` in an installation, so that printed
// commands can be copied.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::conformance {

// argv0: the first argument of main. Call it before anything else.
void set_program_name(std::string_view argv0);

const std::string& program_name();

// The text with each $0 replaced by the program's name.
std::string with_program_name(std::string text);

}  // namespace maelstrom::conformance
