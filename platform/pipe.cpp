#include "platform/pipe.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "platform/cannot_run.hpp"

namespace maelstrom::conformance {

// Without pipe2, which some systems lack; in a single thread no fork can happen between the calls.
Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    throw CannotRun("cannot make a pipe: " + std::generic_category().message(errno));
  }
  for (const int end : ends) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  return {ends[0], ends[1]};
}

void set_nonblocking(int descriptor) {
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

}  // namespace maelstrom::conformance
