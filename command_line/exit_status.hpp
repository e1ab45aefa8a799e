#pragma once

namespace maelstrom::conformance {

// The exit statuses of all commands of `conformance`. The numbers are documented and do not change.
enum ExitStatus { kExitValid = 0, kExitInvalid = 1, kExitUsage = 2, kExitNotRun = 3 };

}  // namespace maelstrom::conformance
