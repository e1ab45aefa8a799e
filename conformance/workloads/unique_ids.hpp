// Unique ids: every id that a node generates differs from every other one, whichever node generated it.
#pragma once

#include <memory>

#include "conformance/workloads/workload.hpp"

namespace maelstrom::conformance {

std::unique_ptr<Workload> make_unique_ids();

}  // namespace maelstrom::conformance
