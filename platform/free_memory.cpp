#include "platform/free_memory.hpp"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace maelstrom::host {

void give_back_free_memory() {
#ifdef __GLIBC__
  malloc_trim(0);  // by default malloc returns only memory after the last block in use
#endif
}

}  // namespace maelstrom::host
