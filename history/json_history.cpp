#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "history/history_builder.hpp"
#include "history/reader.hpp"
#include "protocol/decimal.hpp"
#include "protocol/json_cursor.hpp"

namespace maelstrom::conformance {
namespace {

using host::is;

// Reads events one by one into a builder.
class EventReader {
 public:
  explicit EventReader(HistoryBuilder& builder) : builder_(builder) {}

  // Returns why the text is not an event, or "".
  std::string read(std::string_view event);

 private:
  // Stores the member with value `value`. Returns whether the value is valid.
  bool take(std::string_view name, std::string_view value);
  bool take_string(std::string_view value, std::string& unescaped, std::string_view& result);
  bool take_type(std::string_view value);

  HistoryBuilder& builder_;
  host::JsonScanner scanner_;
  RecordedEvent event_;
  bool escaped_ = false;  // the value has escapes
  std::string reason_;
  std::string function_;
  std::string node_;
};

std::string EventReader::read(std::string_view event) {
  event_ = {};
  reason_.clear();
  auto cursor = scanner_.scan(event);
  if (!cursor) {
    return scanner_.error();
  }
  cursor->object([this, &cursor](std::string_view name) {
    const std::string_view value = cursor->value();
    escaped_ = !value.empty() && value.front() == '"' && cursor->escaped();
    if (value.empty()) {
      return false;
    }
    if (!take(name, value)) {
      reason_ = std::string(name) + " cannot be " + std::string(value.substr(0, 80));
      return false;
    }
    return true;
  });
  if (!reason_.empty()) {
    return reason_;
  }
  if (!scanner_.error().empty() || !scanner_.finished(*cursor)) {
    return scanner_.error();
  }
  return builder_.add(event_);
}

bool EventReader::take(std::string_view name, std::string_view value) {
  if (is(name, "index")) {
    event_.index = host::parse_integer(value);
    return event_.index && *event_.index >= 0;
  }
  if (is(name, "type")) {
    return take_type(value);
  }
  if (is(name, "process")) {
    event_.process = host::parse_integer(value);
    return event_.process || value.front() == '"';
  }
  if (is(name, "f")) {
    return take_string(value, function_, event_.function);
  }
  if (is(name, "value")) {
    event_.value = value;
    return true;
  }
  if (is(name, "time")) {
    const auto time = host::parse_integer(value);
    event_.time = time.value_or(0);
    return time.has_value();
  }
  if (is(name, "error")) {
    event_.error = value;
    return true;
  }
  if (is(name, "node")) {
    return take_string(value, node_, event_.node);
  }
  if (is(name, "client")) {
    std::string unescaped;
    std::string_view client;
    const bool is_string = take_string(value, unescaped, client);
    event_.client = parse_client_number(client);
    return is_string;
  }
  if (is(name, "final")) {
    event_.flags.is_final = value == "true";
  } else if (is(name, "seek-to-beginning")) {
    event_.flags.seek_to_beginning = value == "true";
  }
  return true;
}

bool EventReader::take_string(std::string_view value, std::string& unescaped, std::string_view& result) {
  if (value.front() != '"') {
    return false;
  }
  result = value.substr(1, value.size() - 2);
  if (escaped_) {
    unescaped.clear();
    host::append_unescaped(unescaped, result);
    result = unescaped;
  }
  return true;
}

bool EventReader::take_type(std::string_view value) {
  event_.type = value.front() == '"' ? parse_event_type(value.substr(1, value.size() - 2)) : std::nullopt;
  return event_.type.has_value();
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

History read_jsonl_history(std::string text) {
  HistoryBuilder builder(std::move(text));
  EventReader reader(builder);
  const std::string_view all = builder.text();
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < all.size();) {
    ++line;
    const auto* const newline = static_cast<const char*>(std::memchr(all.data() + begin, '\n', all.size() - begin));
    const std::size_t end = newline == nullptr ? all.size() : static_cast<std::size_t>(newline - all.data());
    const std::string_view event = all.substr(begin, end - begin);
    begin = end + 1;
    if (is_blank(event)) {
      continue;
    }
    if (const std::string reason = reader.read(event); !reason.empty()) {
      throw HistoryError(line, reason);
    }
  }
  return builder.take();
}

History read_json_history(std::string_view events, std::size_t line) {
  HistoryBuilder builder;
  EventReader reader(builder);
  host::JsonScanner scanner;
  auto cursor = scanner.scan(events);
  std::size_t count = 0;
  std::string reason;
  const bool is_array = cursor && !cursor
                                       ->array([&] {
                                         const std::string_view event = cursor->value();
                                         reason = event.empty() ? scanner.error() : reader.read(event);
                                         count += 1;
                                         return reason.empty();
                                       })
                                       .empty();
  if (!reason.empty()) {
    throw HistoryError(line, "event " + std::to_string(count - 1) + " of the history: " + reason);
  }
  if (!is_array || !scanner.finished(*cursor)) {
    throw HistoryError(line, "the history: " + scanner.error());
  }
  return builder.take();
}

}  // namespace maelstrom::conformance
