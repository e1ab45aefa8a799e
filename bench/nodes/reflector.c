/* The lower limit: copies input to output without parsing. Every node needs at least these reads and writes, so its
 * additional cost is the cost of the protocol. The replies are the request lines, which the benchmark compares byte for
 * byte. */
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
