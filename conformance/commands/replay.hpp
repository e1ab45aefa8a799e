// `conformance replay`: replays a recorded node run offline, for example in a debugger.
#pragma once

#include <span>

namespace maelstrom::conformance {

// `arguments`: those after "conformance replay". Returns the exit status, one of those of `conformance test`.
int run_replay_command(const char* program, std::span<const char* const> arguments);

}  // namespace maelstrom::conformance
