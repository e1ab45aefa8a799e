// Short histories for tests of checkers.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "checkers/checker.hpp"
#include "history/history.hpp"
#include "history/reader.hpp"

namespace maelstrom::conformance {

// A history of events, each "PROCESS TYPE F VALUE", one millisecond apart. A process P is a client of node nP. A type
// that ends in '!' is a final operation: "0 ok! read [1]".
inline History recorded(std::initializer_list<std::string_view> events) {
  std::string text;
  int time = 0;
  for (std::string_view event : events) {
    const auto word = [&event] {
      const auto end = event.find(' ');
      const std::string_view first = event.substr(0, end);
      event.remove_prefix(end == std::string_view::npos ? event.size() : end + 1);
      return std::string(first);
    };
    const std::string process = word();
    std::string type = word();
    const std::string function = word();
    const bool is_final = type.back() == '!';
    type = type.substr(0, type.size() - (is_final ? 1 : 0));
    text += R"({"process":)" + process + R"(,"type":")" + type + R"(","f":")" + function + R"(","value":)" +
            std::string(event) + R"(,"node":"n)" + process + R"(","time":)" + std::to_string(++time) + "000000" +
            (is_final ? R"(,"final":true)" : "") + "}\n";
  }
  return read_jsonl_history(text);
}

inline CheckerOptions as_maelstrom() {
  CheckerOptions options;
  options.as_maelstrom = true;
  return options;
}

}  // namespace maelstrom::conformance
