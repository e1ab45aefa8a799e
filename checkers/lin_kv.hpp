// lin-kv: for each key, the operations must be those of one linearizable register with compare-and-set.
//
// As Maelstrom judges it, a failed operation is not an observation, and a read of null is ignored. By default ours is
// stricter: error 20 on a read or a compare-and-set is a read of an absent key, error 22 on a compare-and-set is a read
// of another value than the expected one, and a read of null is wrong unless null was written.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct RegisterLimits;
struct CheckerVerdict;

// Findings: "nonlinearizable", "nonlinearizable-error" (the operation that fits nowhere failed with error 20 or 22),
// "null-read", "search-limit" (unknown), "malformed-operation" (unknown).
CheckerVerdict check_lin_kv(const History& history, const CheckerOptions& options);

// The same with other limits on the search of each key.
CheckerVerdict check_lin_kv_within(const History& history, const CheckerOptions& options, const RegisterLimits& limits);

}  // namespace maelstrom::conformance
