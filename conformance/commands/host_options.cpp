#include "conformance/commands/host_options.hpp"

#include <string>
#include <vector>

namespace maelstrom::conformance {

host::Options host_options(const TestOptions& options) {
  std::vector<const char*> arguments = {"host", "--plugin", options.plugin.c_str()};
  for (const std::string& argument : options.node_arguments) {
    arguments.push_back(argument.c_str());
  }
  try {
    host::Options parsed = host::parse_options(static_cast<int>(arguments.size()), arguments.data());
    if (parsed.action != host::Options::Action::kServe) {
      throw UsageError("after --: with these options the host would not run as a node");
    }
    return parsed;
  } catch (const host::UsageError& error) {
    throw UsageError(std::string("after --: ") + error.what());
  }
}

}  // namespace maelstrom::conformance
