#include <optional>
#include <string>
#include <string_view>

#include "history/edn_parser.hpp"
#include "history/history_builder.hpp"
#include "history/reader.hpp"
#include "protocol/decimal.hpp"
#include "protocol/json_cursor.hpp"

namespace maelstrom::conformance {
namespace {

// The text of a JSON string; nullopt if `json_text` is another value.
std::optional<std::string> unquoted(std::string_view json_text) {
  if (json_text.front() != '"') {
    return std::nullopt;
  }
  std::string text;
  host::append_unescaped(text, json_text.substr(1, json_text.size() - 2));
  return text;
}

class EdnEventReader {
 public:
  EdnEventReader(EdnParser& parser, HistoryBuilder& builder) : parser_(parser), builder_(builder) {}

  // Reads one event: a map or a record.
  void read();

 private:
  void member();
  void take(std::string_view key, const std::string& value);

  EdnParser& parser_;
  HistoryBuilder& builder_;
  RecordedEvent event_;
  std::string function_;
  std::string value_;
  std::string error_;
  std::string node_;
};

void EdnEventReader::read() {
  event_ = {};
  function_.clear();
  value_.clear();
  error_.clear();
  node_.clear();
  parser_.skip_tag();
  if (!parser_.take('{')) {
    parser_.fail("expected an event, which is a map");
  }
  while (!parser_.take('}')) {
    member();
  }
  event_.function = function_;
  event_.value = value_;
  event_.error = error_;
  event_.node = node_;
  if (const std::string reason = builder_.add(event_); !reason.empty()) {
    parser_.fail(reason);
  }
}

void EdnEventReader::member() {
  std::string key;
  parser_.value(key);
  std::string value;
  parser_.value(value);
  if (const auto name = unquoted(key)) {
    take(*name, value);
  }
}

void EdnEventReader::take(std::string_view key, const std::string& value) {
  const auto name = unquoted(value);
  bool is_right = true;
  if (key == "index") {
    event_.index = host::parse_integer(value);
    is_right = event_.index && *event_.index >= 0;
  } else if (key == "type") {
    event_.type = parse_event_type(name.value_or(""));
    is_right = event_.type.has_value();
  } else if (key == "process") {
    event_.process = host::parse_integer(value);
    is_right = event_.process || name;
  } else if (key == "f") {
    function_ = name.value_or("");
    is_right = name.has_value();
  } else if (key == "value") {
    value_ = value;
  } else if (key == "error") {
    error_ = value;
  } else if (key == "time") {
    const auto time = host::parse_integer(value);
    event_.time = time.value_or(0);
    is_right = time.has_value();
  } else if (key == "node") {
    node_ = name.value_or("");
  } else if (key == "client") {
    event_.client = parse_client_number(name.value_or(""));
  } else if (key == "final?" || key == "final") {
    event_.flags.is_final = value == "true";
  } else if (key == "seek-to-beginning?" || key == "seek-to-beginning") {
    event_.flags.seek_to_beginning = value == "true";
  }
  if (!is_right) {
    parser_.fail(std::string(key) + " cannot be " + value.substr(0, 80));
  }
}

}  // namespace

History read_edn_history(std::string_view text) {
  HistoryBuilder builder;
  EdnParser parser(text);
  EdnEventReader reader(parser, builder);
  const bool is_vector = parser.take('[');
  while (!parser.at_end()) {
    if (is_vector && parser.take(']')) {
      if (!parser.at_end()) {
        parser.fail("unexpected text after the vector of events");
      }
      return builder.take();
    }
    reader.read();
  }
  if (is_vector) {
    parser.fail("the text ends before ']'");
  }
  return builder.take();
}

}  // namespace maelstrom::conformance
