// Counts: how many operations had which outcome, and whether every kind of operation succeeded at least once.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

// Invalid if a function that occurs has no ok operation; kafka's crash and debug-topic-partitions may have none.
CheckerVerdict check_stats(const History& history, const CheckerOptions& options);

// Invalid if fewer operations succeeded than asked for. Maelstrom counts kafka's crashes of clients among them, so that
// kafka is never totally available there; without as_maelstrom they do not count, since no node is asked anything.
CheckerVerdict check_availability(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
