// Pipes that no child inherits by accident.
#pragma once

namespace maelstrom::conformance {

struct Pipe {
  int read = -1;
  int write = -1;
};

// Both ends are closed on exec. Throws CannotRun.
Pipe make_pipe();

void set_nonblocking(int descriptor);

}  // namespace maelstrom::conformance
