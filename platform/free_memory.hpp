// Memory that this process has freed, and the system not got back.
#pragma once

namespace maelstrom::host {

// Gives to the system what the allocator keeps for later. Takes milliseconds for a hundred MB: for the end of a burst.
// Does nothing where the allocator cannot be asked for it. [any-thread]
void give_back_free_memory();

}  // namespace maelstrom::host
