#include "command_line/status_line.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace maelstrom::conformance {

std::size_t stderr_columns() {
  winsize size = {};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string_view cut_to_columns(std::string_view text, std::size_t columns) {
  constexpr unsigned kContinuationMask = 0xC0;
  constexpr unsigned kContinuation = 0x80;
  std::size_t characters = 0;
  for (std::size_t i = 0; columns != 0 && i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & kContinuationMask) != kContinuation;
    if (begins && ++characters > columns) {
      return text.substr(0, i);
    }
  }
  return text;
}

void StatusLine::show(const std::string& text) {
  if (!terminal_) {
    out_ << text << '\n' << std::flush;
    return;
  }
  const std::string_view fitting = cut_to_columns(text, columns_());
  if (fitting != shown_) {
    shown_ = fitting;
    out_ << "\r\x1b[K" << fitting << std::flush;
  }
}

void StatusLine::clear() {
  if (!shown_.empty()) {
    show("");
  }
}

}  // namespace maelstrom::conformance
