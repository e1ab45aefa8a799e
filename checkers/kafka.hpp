// kafka: logs of messages, judged as in Maelstrom; see docs for the kinds of errors.
//
// By default ours is stricter: a value that was polled but never sent is a separate error, "phantom". And messages of a
// key do not count as unseen only because the last operation is the first that polls the key.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

// Findings: one for each kind of error, with the most telling example.
CheckerVerdict check_kafka(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
