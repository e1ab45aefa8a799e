// Makes a failing test smaller while it still fails: fewer faults, nodes and clients, less time, fewer requests.
#pragma once

#include <functional>

#include "conformance/run/plan.hpp"
#include "conformance/simulator/seed_sweep.hpp"

namespace maelstrom::conformance {

// Whether `other` fails too, with the kind of failure that was reported first for `failure`: a smaller test with
// another failure would explain a different problem.
bool is_same_failure(const SeedOutcome& failure, const SeedOutcome& other);

// `fails` runs a plan. REQUIRES: fails(plan). Returns a plan that also fails, and that no single shrinking step makes
// smaller and still failing.
Plan shrink(Plan plan, const std::function<bool(const Plan&)>& fails);

}  // namespace maelstrom::conformance
