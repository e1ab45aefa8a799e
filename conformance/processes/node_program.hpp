// Which program a node is, and with which arguments.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "conformance/commands/options.hpp"

namespace maelstrom::conformance {

struct NodeProgram {
  std::string path;  // absolute
  std::vector<std::string> arguments;
  bool is_host = false;  // our own, whose log can be read

  // The program and its arguments.
  std::vector<std::string> command_line() const;
};

// `beside`: the folder that this program is in. Paths that exist are made absolute, because nodes run in another
// folder; a plugin that is no file stays as it is, for the host to find. Throws ClusterError if there is no such
// program.
NodeProgram node_program(const TestOptions& options, const std::filesystem::path& beside);

// The folder of the running program, or the current one if the system does not tell.
std::filesystem::path program_folder(const char* argv0);

}  // namespace maelstrom::conformance
