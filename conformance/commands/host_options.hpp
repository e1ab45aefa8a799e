// The options after "--", where the program that is tested is our host.
#pragma once

#include "conformance/commands/options.hpp"
#include "host/program/options.hpp"

namespace maelstrom::conformance {

// Reads --plugin and the options after "--" as the host does. Throws UsageError, also for options that make the host
// do something else than be a node (--help, --list, ...).
host::Options host_options(const TestOptions& options);

}  // namespace maelstrom::conformance
