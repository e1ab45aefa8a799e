// Transactions that read the same version of a key and then each wrote the key: updates that do not see each other.
#pragma once

#include "checkers/transactions/anomaly_cases.hpp"

namespace maelstrom::conformance::transactions {

void find_lost_updates(const Transactions& transactions, AnomalyCases& cases);

}  // namespace maelstrom::conformance::transactions
