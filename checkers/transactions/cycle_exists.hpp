// Whether a component has any cycle of a certain kind: complete, in linear time.
#pragma once

#include <vector>

#include "checkers/transactions/cycle_search.hpp"

namespace maelstrom::conformance::transactions {

// For the weakest models, one after the other: the models that cannot hold because the component has a cycle. A model
// that a weaker one already excludes is left out.
std::vector<CycleExists> find_cycle_exists(const Component& component);

// The models that find_cycle_exists tests.
ModelSet tested_models();

}  // namespace maelstrom::conformance::transactions
