// `conformance test`.
#pragma once

#include <span>

namespace maelstrom::conformance {

enum ExitStatus { kExitValid = 0, kExitInvalid = 1, kExitUsage = 2, kExitNotRun = 3 };

// `program`: argv[0]. `arguments`: what follows "test". Returns the exit status.
int run_test_command(const char* program, std::span<const char* const> arguments);

}  // namespace maelstrom::conformance
