#include "platform/file_name.hpp"

namespace maelstrom::host {

std::string file_name_of(std::string_view id) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string name;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '/' || c == '%' || byte < 0x20) {
      name += '%';
      name += kHex[byte >> 4U];
      name += kHex[byte & 15U];
    } else {
      name += c;
    }
  }
  return name;
}

}  // namespace maelstrom::host
