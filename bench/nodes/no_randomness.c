/* A preloaded library that disables the system's randomness: the msg_ids of a host then begin at 1, as in a recorded
 * conversation. */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier): for getentropy */
#include <errno.h>
#include <unistd.h>

int getentropy(void* buffer, size_t size) {
  (void)buffer;
  (void)size;
  errno = ENOSYS;
  return -1;
}
