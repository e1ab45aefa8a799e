// Makes a failing test smaller while it still fails: fewer faults, fewer nodes, less time, fewer requests.
#pragma once

#include <functional>

#include "conformance/run/plan.hpp"

namespace maelstrom::conformance {

// `fails` runs a plan. REQUIRES: fails(plan). Returns a plan that fails too and of which no single step is left that
// makes it smaller.
Plan shrink(Plan plan, const std::function<bool(const Plan&)>& fails);

}  // namespace maelstrom::conformance
