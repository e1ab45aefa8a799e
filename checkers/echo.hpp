// Echo: every reply has the value that was sent.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

// An ok with another value and a definite error are wrong; an unknown outcome is not. The value of an ok is the body of
// the reply if as_maelstrom, otherwise the echoed value alone.
CheckerVerdict check_echo(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
