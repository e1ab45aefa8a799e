// Whether one transaction's replies agree with each other.
#pragma once

#include "checkers/transactions/anomaly_cases.hpp"

namespace maelstrom::conformance::transactions {

// internal: a read contradicts the transaction's own earlier operations. future-read: a read returns an element that
// the transaction appends only later.
void find_list_append_internal(const Transactions& transactions, AnomalyCases& cases);

}  // namespace maelstrom::conformance::transactions
