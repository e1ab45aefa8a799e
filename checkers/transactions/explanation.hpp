// Explains in plain English why transactions contradict each other, and returns the same explanation as data.
#pragma once

#include <functional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "checkers/transactions/analysis.hpp"
#include "checkers/transactions/cycle_search.hpp"

namespace maelstrom::conformance::transactions {

// The description of the operation of an event: "operation 12 (process 3, client c7, node n1)".
using EventWords = std::function<std::string(EventId)>;

// Each step of the cycle with its reason:
//   T1 = [...], operation 12 (...)
//   T2 = ...
//   T1 < T2, because T2 read T1's append of 3 to key 5.
//   However, T2 < T1, because ...: a contradiction.
std::string cycle_text(const Transactions& transactions, const Analysis& analysis, const Cycle& cycle,
                       const EventWords& words);

// {"type", "cycle": [index...], "steps": [{"type", "key", "value", "value'", "reason"}...],
//  "transactions": [{"name", "op", "process", "value"}...]}
nlohmann::ordered_json cycle_json(const Transactions& transactions, const Analysis& analysis, const Cycle& cycle);

std::string exists_text(const Transactions& transactions, const CycleExists& exists, const EventWords& words);
nlohmann::ordered_json exists_json(const Transactions& transactions, const CycleExists& exists);

std::string case_text(const Transactions& transactions, const AnomalyCase& one, const EventWords& words);
nlohmann::ordered_json case_json(const Transactions& transactions, const AnomalyCase& one);

}  // namespace maelstrom::conformance::transactions
