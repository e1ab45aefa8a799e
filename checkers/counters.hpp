// Counters: g-counter and pn-counter. Final reads must be sums of the acknowledged adds and some of the unknown ones.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

// Only final reads are judged. An add whose outcome is unknown may count or not.
//
// Differences from Maelstrom: unknown if no final read succeeded; an add that never completed may count; a value that
// is not an integer is invalid. g-counter: a warning if a process reads less than it read before.
CheckerVerdict check_g_counter(const History& history, const CheckerOptions& options);
CheckerVerdict check_pn_counter(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
