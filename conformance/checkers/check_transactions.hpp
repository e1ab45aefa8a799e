// The checkers of txn-list-append and txn-rw-register.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct Verdict;

Verdict check_txn_list_append(const History& history, const CheckerOptions& options);
Verdict check_txn_rw_register(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
