/* Preloaded, it takes the system's randomness away: then the msg_ids of a host begin at 1, and a recorded conversation
 * has the right ones in it. */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier): for getentropy */
#include <errno.h>
#include <unistd.h>

int getentropy(void* buffer, size_t size) {
  (void)buffer;
  (void)size;
  errno = ENOSYS;
  return -1;
}
