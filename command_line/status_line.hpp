// Progress in one line: on a terminal it is rewritten until something else is printed; otherwise each text is a
// separate line.
#pragma once

#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace maelstrom::conformance {

// The current width of the terminal on stderr; 0 if unknown.
std::size_t stderr_columns();

// The first `columns` characters of a UTF-8 text; all of it if `columns` is 0.
std::string_view cut_to_columns(std::string_view text, std::size_t columns);

class StatusLine {
 public:
  // out: must outlive this object. terminal: whether `out` is a terminal. columns: returns the terminal's width; called
  // for each text, because users resize terminals. A longer text is cut: a line that wraps cannot be rewritten.
  StatusLine(std::ostream& out, bool terminal, std::function<std::size_t()> columns = stderr_columns)
      : out_(out), terminal_(terminal), columns_(std::move(columns)) {}
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  StatusLine(StatusLine&&) = delete;
  StatusLine& operator=(StatusLine&&) = delete;

  bool is_on_terminal() const { return terminal_; }

  void show(const std::string& text);

  // Removes the current line, so that other text can follow.
  void clear();

 private:
  std::ostream& out_;
  const bool terminal_;
  const std::function<std::size_t()> columns_;
  std::string shown_;  // on a terminal
};

}  // namespace maelstrom::conformance
