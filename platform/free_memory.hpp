// Memory that this process has freed, but not returned to the system.
#pragma once

namespace maelstrom::host {

// Returns unused memory of the allocator to the system. Takes milliseconds for a hundred MB: call it at the end of a
// burst. Does nothing if the allocator does not support it. [any-thread]
void give_back_free_memory();

}  // namespace maelstrom::host
