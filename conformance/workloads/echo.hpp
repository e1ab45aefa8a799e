// Echo: a node sends back what it was sent.
#pragma once

#include <memory>

#include "conformance/workloads/workload.hpp"

namespace maelstrom::conformance {

std::unique_ptr<Workload> make_echo();

}  // namespace maelstrom::conformance
