// Files of cases to test checkers with: histories with options, one JSON object per line.
//
// {"id": "g-set-0001", "workload": "g-set", "options": {...}, "history": [event, ...], "expected": {...}}
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "history/history.hpp"

namespace maelstrom::conformance {

// The parts of a line, as slices of it; `expected` is ignored.
struct CaseLine {
  std::string id;
  std::string workload;
  std::string_view options = "{}";  // JSON
  std::string_view history;         // JSON
};

// `number`: the line number, for errors. Throws HistoryError.
CaseLine read_case_line(std::string_view line, std::size_t number);

}  // namespace maelstrom::conformance
