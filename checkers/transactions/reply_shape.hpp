// Checks that the original does not have: whether a reply matches the request, and whether a read value was ever
// written.
#pragma once

#include "checkers/transactions/anomaly_cases.hpp"

namespace maelstrom::conformance::transactions {

// reply-mismatch: an ok reply must have the micro-operations of its request; only the results of reads are filled in.
void find_reply_mismatches(const Transactions& transactions, AnomalyCases& cases);

// phantom-element, phantom-value: an ok transaction read a value that no transaction wrote, not even a failed one.
void find_phantoms(const Transactions& transactions, AnomalyCases& cases);

}  // namespace maelstrom::conformance::transactions
