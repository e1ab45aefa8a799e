// The failure of the means, not of what is tested.
#pragma once

#include <stdexcept>

namespace maelstrom::conformance {

// Something that a command needs cannot be had: a program that cannot be started, a file that cannot be read. It says
// nothing about the nodes or the plugin under test.
class CannotRun : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace maelstrom::conformance
