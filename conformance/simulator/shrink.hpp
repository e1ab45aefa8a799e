// Makes a failing test smaller while it still fails: fewer faults, fewer nodes, less time, fewer requests.
#pragma once

#include <functional>

#include "conformance/run/plan.hpp"

namespace maelstrom::conformance {

// `fails` runs a plan. REQUIRES: fails(plan). Returns a plan that fails too and of which no single step is left that
// makes it smaller.
TestPlan shrink(TestPlan plan, const std::function<bool(const TestPlan&)>& fails);

}  // namespace maelstrom::conformance
