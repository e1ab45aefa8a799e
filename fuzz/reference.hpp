// The result of nlohmann/json for a text, as the reference for our reader.
//
// The reference differs from nlohmann/json where that differs from RFC 8259 on purpose. All exceptions:
//  - A byte 0 after a value: nlohmann treats it as the end of the input; it is not JSON.
//  - A byte order mark at the start: nlohmann skips it; the RFC allows a reader to refuse it, as ours does.
//  - A number beyond the range of a double, such as 1e400: it is JSON, but nlohmann cannot hold it. The reference has
//    0.0 in its place.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace maelstrom::fuzz {

// Builds the document, and stores the position of a number that nlohmann cannot hold.
class ReferenceParser : public nlohmann::detail::json_sax_dom_parser<nlohmann::json> {
 public:
  explicit ReferenceParser(nlohmann::json& document) : json_sax_dom_parser(document, false) {}

  // Hides the base class's function; nlohmann/json calls it without virtual dispatch.
  template <class Exception>
  bool parse_error(std::size_t position, const std::string& token, const Exception& error) {
    constexpr int kNumberOverflow = 406;
    if (error.id == kNumberOverflow) {
      overflow_end = position;
      overflow_size = token.size();
    }
    return false;
  }

  std::size_t overflow_end = 0;  // after its last byte; 0: no such number
  std::size_t overflow_size = 0;
};

// The document, or nullopt if the text is not JSON.
inline std::optional<nlohmann::json> reference(std::string_view text) {
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF")) {
    return std::nullopt;
  }
  for (std::string readable(text);;) {
    nlohmann::json document;
    ReferenceParser parser(document);
    if (nlohmann::json::sax_parse(readable, &parser)) {
      return document;
    }
    if (parser.overflow_end == 0) {
      return std::nullopt;
    }
    std::string zero = "0.0";
    zero.resize(parser.overflow_size, ' ');
    readable.replace(parser.overflow_end - parser.overflow_size, parser.overflow_size, zero);
  }
}

}  // namespace maelstrom::fuzz
