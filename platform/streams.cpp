#include "platform/streams.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <streambuf>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace maelstrom::platform {
namespace {

void open_if_closed(int descriptor, int flags) {
  if (fcntl(descriptor, F_GETFD) >= 0) {
    return;
  }
  const int null = open("/dev/null", flags);  // NOLINT(cppcoreguidelines-pro-type-vararg)
  if (null != descriptor && (null < 0 || dup2(null, descriptor) < 0)) {
    _exit(EXIT_FAILURE);
  }
  if (null != descriptor) {
    close(null);
  }
}

// Unbuffered: a fork or an exit loses nothing and prints nothing twice.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor) : descriptor_(descriptor) {}

 protected:
  int_type overflow(int_type c) override {
    const char byte = traits_type::to_char_type(c);
    const bool is_end = traits_type::eq_int_type(c, traits_type::eof());
    return is_end || write_all(descriptor_, {&byte, 1}) == 0 ? traits_type::not_eof(c) : traits_type::eof();
  }
  std::streamsize xsputn(const char* bytes, std::streamsize size) override {
    return write_all(descriptor_, {bytes, static_cast<std::size_t>(size)}) == 0 ? size : 0;
  }

 private:
  const int descriptor_;
};

}  // namespace

void prepare_process() {
  open_if_closed(STDIN_FILENO, O_RDONLY);
  open_if_closed(STDOUT_FILENO, O_RDONLY);  // not writable
  open_if_closed(STDERR_FILENO, O_WRONLY);
  std::signal(SIGXFSZ, SIG_IGN);
}

bool stdout_was_closed() {
  const int flags = fcntl(STDOUT_FILENO, F_GETFL);
  return flags < 0 || (flags & O_ACCMODE) == O_RDONLY;
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd writable = {descriptor, POLLOUT, 0};
      poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

void print_error(std::string_view text) noexcept {
  static_cast<void>(write_all(STDERR_FILENO, text));
}

void write_completely(std::ostream& stream, int descriptor) {
  stream.rdbuf(
      new DescriptorBuffer(descriptor));  // NOLINT(cppcoreguidelines-owning-memory): streams exist until the end
}

}  // namespace maelstrom::platform
