// Read committed, read atomic and causal consistency of registers, decided completely.
//
// Definitions: Biswas and Enea, "On the Complexity of Checking Transactional Consistency" (OOPSLA 2019); algorithms:
// Moldrup and Pavlogiannis, "AWDIT" (PLDI 2025, arXiv 2504.06975). Each level demands an order of all transactions that
// agrees with who read from whom, and in which a transaction t2 that t3 has seen, and that writes a key, does not come
// after the transaction t1 from which t3 read that key. The levels differ in what "seen" means:
//   read committed: t3 read something from t2 before it read the key
//   read atomic:    t3 read something from t2, or t2 is earlier in t3's session
//   causal:         a chain of such steps leads from t2 to t3
// The premises do not depend on the order itself, so one pass collects all required precedences, and a cycle among them
// is a violation.
#pragma once

#include <cstdint>
#include <optional>

#include "checkers/transactions/anomaly_cases.hpp"

namespace maelstrom::conformance::transactions {

enum class AxiomLevel : std::uint8_t { kReadCommitted, kReadAtomic, kCausal };

struct AxiomResult {
  std::optional<AnomalyCase> violation;  // without a type
  bool complete = true;                  // false: the search needed too many steps and stopped
};

// sessions: whether the successive transactions of a process are ordered.
AxiomResult check_axiom(const Transactions& transactions, AxiomLevel level, bool sessions);

}  // namespace maelstrom::conformance::transactions
