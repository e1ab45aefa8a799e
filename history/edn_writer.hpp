// Writes a history as EDN, one map a line, as Jepsen's history.edn is, so that Jepsen's tools read it.
#pragma once

#include <iosfwd>

namespace maelstrom::conformance {

class History;

// Functions, types, the names of micro-operations ([:append 8 1]) and of errors are keywords, other strings are
// strings. Reading it again gives the same history.
void write_edn(const History& history, std::ostream& out);

}  // namespace maelstrom::conformance
