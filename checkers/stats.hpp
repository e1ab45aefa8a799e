// Counts: how many operations had which outcome, and whether every kind of operation succeeded at least once.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

// Invalid if a function that occurs has no ok operation; kafka's crash and debug-topic-partitions may have none.
CheckerVerdict check_stats(const History& history, const CheckerOptions& options);

// Invalid if fewer operations succeeded than asked for.
CheckerVerdict check_availability(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
