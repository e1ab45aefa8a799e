// The table of functions of abi.h for one node: checks and converts the arguments, nothing else.
#pragma once

#include <maelstrom/abi.h>

namespace maelstrom::host {

class Node;

inline constexpr const char* kHostName = "maelstrom-node";
inline constexpr const char* kHostVersion = MAELSTROM_NODE_VERSION;

// The table whose functions act on `node`, which must not move.
maelstrom_host make_host_table(Node& node);

}  // namespace maelstrom::host
