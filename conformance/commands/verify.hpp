// `conformance verify`: checks a history that was recorded earlier.
#pragma once

#include <span>

namespace maelstrom::conformance {

// `arguments`: those after "conformance verify". Returns the exit status.
int run_verify_command(const char* program, std::span<const char* const> arguments);

}  // namespace maelstrom::conformance
