// A fault as JSON, for the history and for the trace.
#pragma once

#include <string>
#include <vector>

#include "history/faults.hpp"
#include "history/history.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

// Appends the effect of the fault: {"kind":"majority","drops":{"n0":["n2"]}}, {"nodes":["n1"]}, ..., and null for its
// end.
void append_fault_details(std::string& out, const Fault& fault, const std::vector<std::string>& nodes);

// Records the beginning or end of the fault in the history.
void record_fault(History& history, const Fault& fault, const std::vector<std::string>& nodes, Time now);

}  // namespace maelstrom::conformance
