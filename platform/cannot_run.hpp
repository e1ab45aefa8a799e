// A failure of the environment, not of the tested node or plugin.
#pragma once

#include <stdexcept>

namespace maelstrom::conformance {

// A command cannot run: for example a program cannot be started, or a file cannot be read. It implies nothing about the
// nodes or the plugin under test.
class CannotRun : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace maelstrom::conformance
