#include "platform/log_text.hpp"

namespace maelstrom::platform {
namespace {

void append_escape(std::string& line, unsigned char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  line += "\\u00";
  line += kHex[byte >> 4U];
  line += kHex[byte & 15U];
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  unsigned char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (before == 0xC2 && byte >= 0x80 && byte < 0xA0) {  // U+0080 to U+009F
      line.pop_back();
      append_escape(line, byte);
    } else if (c == '\n') {
      line += "\\n";
    } else if ((byte < 0x20 && c != '\t') || byte == 0x7F) {
      append_escape(line, byte);
    } else {
      line += c;
    }
    before = byte;
  }
  return line;
}

}  // namespace maelstrom::platform
