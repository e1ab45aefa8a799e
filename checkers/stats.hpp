// Counts: the number of operations by outcome, and whether every kind of operation succeeded at least once.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

// Invalid if a function that occurs has no ok operation, except kafka's crash and debug-topic-partitions.
CheckerVerdict check_stats(const History& history, const CheckerOptions& options);

// Invalid if fewer operations succeeded than required. Maelstrom counts kafka's crashes of clients as operations, so
// kafka is never totally available there; without as_maelstrom they do not count, because they send no request.
CheckerVerdict check_availability(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
