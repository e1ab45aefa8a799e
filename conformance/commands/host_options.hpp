// The options after "--", if the tested program is our host.
#pragma once

#include "conformance/commands/options.hpp"
#include "host/program/options.hpp"

namespace maelstrom::conformance {

// Reads --plugin and the options after "--" as the host does. Throws UsageError, also for options with which the host
// does not run a node (--help, --list, ...).
host::Options host_options(const TestOptions& options);

}  // namespace maelstrom::conformance
