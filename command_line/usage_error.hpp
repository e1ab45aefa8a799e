#pragma once

#include <stdexcept>

namespace maelstrom::conformance {

// An error in a command line, for the user.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace maelstrom::conformance
