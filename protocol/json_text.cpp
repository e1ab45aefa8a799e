#include "protocol/json_text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include <maelstrom/json_writer.hpp>

namespace maelstrom::conformance {
namespace {

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && (c & 0x80) == 0;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (!is_plain(c)) {
      out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      return;
    }
  }
  out += '"';
  out += text;
  out += '"';
}

bool is_integer_literal(std::string_view json) {
  json.remove_prefix(json.starts_with('-') ? 1 : 0);
  return !json.empty() && std::all_of(json.begin(), json.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string excerpt(std::string_view text, std::size_t limit) {
  std::string out;
  for (std::string_view left = text.substr(0, limit); !left.empty();) {
    const auto byte = static_cast<unsigned char>(left.front());
    const std::size_t length = byte >= 0x20 && byte != 0x7f ? maelstrom::detail::utf8_length(left) : 0;
    if (length != 0) {
      out += left.substr(0, length);
    } else {
      constexpr std::string_view kHex = "0123456789abcdef";
      out += "\\x";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
    left.remove_prefix(std::max<std::size_t>(length, 1));
  }
  if (text.size() > limit) {
    out += "... (" + std::to_string(text.size()) + " bytes)";
  }
  return out;
}

}  // namespace maelstrom::conformance
