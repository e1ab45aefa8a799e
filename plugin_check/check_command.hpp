// `conformance check`.
#pragma once

#include <span>

namespace maelstrom::conformance {

// `program`: argv[0]. `arguments`: those after "check". Returns the exit status: 0 passed, 1 a failure, 2 usage, 3 not
// loadable.
int run_check_command(const char* program, std::span<const char* const> arguments);

}  // namespace maelstrom::conformance
