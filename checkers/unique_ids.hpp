// Unique ids: no id is returned twice.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

// 1 and 1.0 are different ids; two nulls are the same id.
CheckerVerdict check_unique_ids(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
