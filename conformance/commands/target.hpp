#pragma once

#include <filesystem>

#include "conformance/commands/options.hpp"
#include "conformance/processes/node_program.hpp"

namespace maelstrom::conformance {

// The program that --bin names, or the host with --plugin. `beside`: the folder of this program. Paths that exist are
// made absolute, because nodes run in another folder; a plugin that is not a file is left to the host's search. Throws
// CannotRun if the program does not exist.
NodeProgram node_program(const TestOptions& options, const std::filesystem::path& beside);

}  // namespace maelstrom::conformance
