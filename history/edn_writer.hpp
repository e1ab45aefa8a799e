// Writes a history as EDN, one map per line, in the form of Jepsen's history.edn, for Jepsen's tools.
#pragma once

#include <iosfwd>

namespace maelstrom::conformance {

class History;

// Functions, types, the names of micro-operations ([:append 8 1]) and of errors become keywords; other strings stay
// strings. Reading it back gives the same history.
void write_edn(const History& history, std::ostream& out);

}  // namespace maelstrom::conformance
