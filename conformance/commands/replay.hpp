// `conformance replay`: a recorded node's life again, offline, to be looked at in a debugger.
#pragma once

#include <span>

namespace maelstrom::conformance {

// `arguments`: what follows "conformance replay". Returns the exit status, one of those of `conformance test`.
int run_replay_command(const char* program, std::span<const char* const> arguments);

}  // namespace maelstrom::conformance
