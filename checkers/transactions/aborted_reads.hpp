// Invalid reads: of values written by failed transactions (G1a), and of values that their own transaction replaced
// (G1b).
#pragma once

#include <vector>

#include "checkers/transactions/anomaly_cases.hpp"

namespace maelstrom::conformance::transactions {

void find_aborted_reads(const Transactions& transactions, AnomalyCases& cases);
void find_intermediate_reads(const Transactions& transactions, AnomalyCases& cases);

// For each element: the last event for which `counts` is true that writes it; or kNone.
template <class Counts>
std::vector<EventId> last_writers(const Transactions& transactions, Counts counts) {
  std::vector<EventId> writers(transactions.element_count(), kNone);
  for (EventId id = 0; id < transactions.events().size(); ++id) {
    if (!counts(transactions.events()[id])) {
      continue;
    }
    for (const MicroOperation& operation : transactions.operations(id)) {
      if (!operation.read && operation.value != kNone) {
        writers[operation.value] = id;
      }
    }
  }
  return writers;
}

}  // namespace maelstrom::conformance::transactions
