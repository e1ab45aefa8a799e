// Shows the progress of a test: one line that is rewritten on a terminal, or a new line every few seconds elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>

#include "command_line/status_line.hpp"
#include "conformance/report/results.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

class ProgressDisplay {
 public:
  // columns: the terminal's width; see StatusLine.
  ProgressDisplay(std::ostream& out, bool terminal, std::function<std::size_t()> columns = stderr_columns);

  // When the next update is due.
  Time next_time() const { return next_time_; }

  // Shows the progress and `now`, if an update is due.
  void update(const Progress& progress, Time now);

  // Erases the line, so that other text can follow.
  void clear() { line_.clear(); }

 private:
  StatusLine line_;
  Time next_time_;
  Time last_elapsed_ = 0;
  std::uint64_t last_invoked_ = 0;
};

}  // namespace maelstrom::conformance
