// What somebody waits for, in one line: on a terminal it is rewritten as long as nothing else is printed, elsewhere
// each text is a line of its own.
#pragma once

#include <ostream>
#include <string>

namespace maelstrom::conformance {

class StatusLine {
 public:
  // out: must outlive it. terminal: whether `out` is one.
  StatusLine(std::ostream& out, bool terminal) : out_(out), terminal_(terminal) {}
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  StatusLine(StatusLine&&) = delete;
  StatusLine& operator=(StatusLine&&) = delete;

  bool is_on_terminal() const { return terminal_; }

  void show(const std::string& text);

  // Takes away the line that would be rewritten, so that other text can follow.
  void clear();

 private:
  std::ostream& out_;
  const bool terminal_;
  std::string shown_;  // on a terminal
};

}  // namespace maelstrom::conformance
