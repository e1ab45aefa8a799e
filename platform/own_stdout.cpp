#include "platform/own_stdout.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <iostream>

#include <fcntl.h>
#include <unistd.h>

namespace maelstrom::platform {

OwnStdout::OwnStdout() {
  std::cout.flush();
  std::fflush(stdout);
  descriptor_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
}

bool OwnStdout::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t size = ::write(descriptor_, text.data(), text.size());
    if (size < 0 && errno != EINTR) {
      return false;
    }
    text.remove_prefix(size < 0 ? 0 : static_cast<std::size_t>(size));
  }
  return true;
}

}  // namespace maelstrom::platform
