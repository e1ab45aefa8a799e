// kafka: logs of messages, judged as Maelstrom's checker does; see docs for the kinds of errors.
//
// By default ours is stricter: a value that was polled but never sent is a separate error, "phantom". And it does not
// report the messages of a key as unseen because the last operation is the first that polls the key.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

// Findings: one for each kind of error, with the most telling example.
CheckerVerdict check_kafka(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
