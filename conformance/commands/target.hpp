#pragma once

#include <filesystem>

#include "conformance/commands/options.hpp"
#include "conformance/processes/node_program.hpp"

namespace maelstrom::conformance {

// The program that --bin names, or the host with --plugin. `beside`: the folder that this program is in. Paths that
// exist are made absolute, because nodes run in another folder; a plugin that is not a file stays as it is, for the
// host to find. Throws CannotRun if there is no such program.
NodeProgram node_program(const TestOptions& options, const std::filesystem::path& beside);

}  // namespace maelstrom::conformance
