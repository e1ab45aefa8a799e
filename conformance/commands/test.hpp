// `conformance test`.
#pragma once

#include <span>

#include "command_line/exit_status.hpp"

namespace maelstrom::conformance {

// `program`: argv[0]. `arguments`: those after "test". Returns the exit status.
int run_test_command(const char* program, std::span<const char* const> arguments);

}  // namespace maelstrom::conformance
