/* The limit: what comes in goes out, and nothing is looked at. A node cannot do with less than this reading and
 * writing, so what it costs beyond the reflector is what the protocol costs it. The lines that come back are the
 * requests: whoever measures compares them byte for byte. */
#include <stddef.h>
#include <unistd.h>

enum { kBufferSize = 256 * 1024 }; /* more than a pipe holds */

static int write_all(const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t written = write(STDOUT_FILENO, bytes, size);
    if (written < 0) {
      return 0;
    }
    bytes += written;
    size -= (size_t)written;
  }
  return 1;
}

int main(void) {
  static char buffer[kBufferSize];
  for (;;) {
    const ssize_t size = read(STDIN_FILENO, buffer, sizeof buffer);
    if (size <= 0) {
      return size < 0;
    }
    if (!write_all(buffer, (size_t)size)) {
      return 1;
    }
  }
}
