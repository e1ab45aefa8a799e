// Whether a component has any cycle of a certain kind: linear in its size, and complete.
#pragma once

#include <vector>

#include "checkers/transactions/cycle_search.hpp"

namespace maelstrom::conformance::transactions {

// For the weakest models, one after the other: the models that cannot hold because of some cycle in the component. A
// model that falls with a weaker one is left out.
std::vector<CycleExists> find_cycle_exists(const Component& component);

// The models that find_cycle_exists tests.
ModelSet tested_models();

}  // namespace maelstrom::conformance::transactions
