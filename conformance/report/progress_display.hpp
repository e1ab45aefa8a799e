// Shows how a test is getting on: one line that is rewritten on a terminal, and a line every few seconds elsewhere.
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

  // When it wants to show something next.
  Time next_time() const { return next_time_; }

  // Shows the progress, if it is time to, and `now`.
  void update(const Progress& progress, Time now);

  // Takes the line away that would be rewritten, so that other text can follow.
  void clear() { line_.clear(); }

 private:
  StatusLine line_;
  Time next_time_;
  Time last_elapsed_ = 0;
  std::uint64_t last_invoked_ = 0;
};

}  // namespace maelstrom::conformance
