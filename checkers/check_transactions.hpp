// The checkers of txn-list-append and txn-rw-register.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

CheckerVerdict check_txn_list_append(const History& history, const CheckerOptions& options);
CheckerVerdict check_txn_rw_register(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
