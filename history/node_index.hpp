#pragma once

#include <cstdint>

namespace maelstrom::conformance {

// A node's index in the list of nodes of a run.
using NodeIndex = std::uint32_t;

}  // namespace maelstrom::conformance
