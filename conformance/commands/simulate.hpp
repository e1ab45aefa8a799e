// `conformance simulate`: tests in virtual time, for one seed or for many.
#pragma once

#include <span>

namespace maelstrom::conformance {

// `arguments`: those after "conformance simulate". Returns the exit status, one of those of `conformance test`.
int run_simulate_command(const char* program, std::span<const char* const> arguments);

}  // namespace maelstrom::conformance
