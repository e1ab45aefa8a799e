// What the original does not look at: whether a reply answers the request, and whether what was read was ever written.
#pragma once

#include "checkers/transactions/anomaly_cases.hpp"

namespace maelstrom::conformance::transactions {

// reply-mismatch: an ok reply must have the micro-operations of its request, with only the results of reads filled in.
void find_reply_mismatches(const Transactions& transactions, AnomalyCases& cases);

// phantom-element, phantom-value: an ok transaction read what no transaction ever wrote, not even a failed one.
void find_phantoms(const Transactions& transactions, AnomalyCases& cases);

}  // namespace maelstrom::conformance::transactions
