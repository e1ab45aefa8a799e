// Starts a program as a child with pipes to all three of its standard streams.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace maelstrom::conformance {

struct ChildProcess {
  pid_t pid = -1;
  int standard_input = -1;   // to write to
  int standard_output = -1;  // to read from
  int standard_error = -1;   // to read from
};

// The child leads its own process group, starts in `folder` with no signal ignored or blocked, and inherits no other
// descriptor that is closed on exec. On Linux it is killed when this process ends, even by SIGKILL. Our ends of the
// pipes do not block. Throws CannotRun, also when the program cannot be executed.
ChildProcess spawn(const std::string& path, const std::vector<std::string>& arguments,
                   const std::filesystem::path& folder);

}  // namespace maelstrom::conformance
