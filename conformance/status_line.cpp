#include "status_line.hpp"

namespace maelstrom::conformance {

void StatusLine::show(const std::string& text) {
  if (!terminal_) {
    out_ << text << '\n' << std::flush;
  } else if (text != shown_) {
    shown_ = text;
    out_ << "\r\x1b[K" << text << std::flush;
  }
}

void StatusLine::clear() {
  if (!shown_.empty()) {
    show("");
  }
}

}  // namespace maelstrom::conformance
