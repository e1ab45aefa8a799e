// lin-kv: for each key, the operations must be linearizable as one register with compare-and-set.
//
// In Maelstrom, a failed operation is not an observation, and a read of null is ignored. By default ours is stricter:
// error 20 on a read or a compare-and-set is a read of an absent key, error 22 on a compare-and-set is a read of a
// value other than the expected one, and a read of null is wrong unless null was written.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct RegisterLimits;
struct CheckerVerdict;

// Findings: "nonlinearizable", "nonlinearizable-error" (the operation without a valid place failed with error 20 or
// 22), "null-read", "search-limit" (unknown), "malformed-operation" (unknown).
CheckerVerdict check_lin_kv(const History& history, const CheckerOptions& options);

// The same with other search limits for each key.
CheckerVerdict check_lin_kv_within(const History& history, const CheckerOptions& options, const RegisterLimits& limits);

}  // namespace maelstrom::conformance
