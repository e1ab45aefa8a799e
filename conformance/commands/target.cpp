#include "conformance/commands/target.hpp"

#include <string>
#include <system_error>

#include <unistd.h>

#include "platform/cannot_run.hpp"
#include "platform/paths.hpp"

namespace maelstrom::conformance {
namespace {

namespace fs = std::filesystem;

std::string absolute_program(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    throw CannotRun("program not found: " + path.string());
  }
  std::string absolute = platform::absolute(path).string();
  if (!fs::is_regular_file(path, error) || ::access(absolute.c_str(), X_OK) != 0) {
    throw CannotRun(absolute + " is not an executable program");
  }
  return absolute;
}

// In a build tree the program is named host; an installation uses another name.
fs::path host_beside(const fs::path& folder) {
  std::error_code error;
  for (const char* const name : {"host", "maelstrom-host"}) {
    if (fs::is_regular_file(folder / name, error)) {
      return folder / name;
    }
  }
  throw CannotRun("neither host nor maelstrom-host is in " + folder.string() + "; give its path with --host");
}

// Nodes run in another folder, so a path is made absolute. A bare name stays: the host searches for it, even if a file
// with this name exists here.
std::string plugin_argument(const std::string& plugin) {
  std::error_code error;
  const bool is_path = plugin.find('/') != std::string::npos || fs::path(plugin).has_extension();
  return is_path && fs::is_regular_file(plugin, error) ? platform::absolute(plugin).string() : plugin;
}

}  // namespace

NodeProgram node_program(const TestOptions& options, const fs::path& beside) {
  if (!options.bin.empty()) {
    return {absolute_program(options.bin), options.node_arguments};
  }
  NodeProgram program;
  program.is_host = true;
  program.path = absolute_program(options.host.empty() ? host_beside(beside) : fs::path(options.host));
  program.arguments = {"--plugin", plugin_argument(options.plugin)};
  program.arguments.insert(program.arguments.end(), options.node_arguments.begin(), options.node_arguments.end());
  return program;
}

}  // namespace maelstrom::conformance
