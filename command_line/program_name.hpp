// The name of this program: `conformance` in a build tree, `maelstrom-conformance` in an installation, so that printed
// commands can be copied.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::conformance {

// argv0: as main was given it. Before anything else is called.
void set_program_name(std::string_view argv0);

const std::string& program_name();

// The text with the program's name in the place of each $0.
std::string with_program_name(std::string text);

}  // namespace maelstrom::conformance
