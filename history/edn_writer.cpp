#include "history/edn_writer.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "history/history.hpp"
#include "protocol/decimal.hpp"
#include "protocol/json_cursor.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

bool is_keyword(std::string_view name) {
  constexpr std::string_view kCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_?!*+./";
  return !name.empty() && (name.front() < '0' || name.front() > '9') &&
         name.find_first_not_of(kCharacters) == std::string_view::npos;
}

// Converts JSON to EDN.
class EdnText {
 public:
  // keyword_depth: strings that begin an array at this depth become keywords: 1: the outermost array, 0: no keywords.
  EdnText(std::string& out, int keyword_depth) : out_(out), keyword_depth_(keyword_depth) {}

  // REQUIRES: `json` is a valid JSON value.
  void append(std::string_view json) {
    host::JsonScanner scanner;
    if (auto cursor = scanner.scan(json)) {
      value(*cursor, 0, false);
    }
  }

 private:
  void value(host::JsonCursor& cursor, int depth, bool may_be_keyword);
  void string(std::string_view json, bool may_be_keyword);

  std::string& out_;
  int keyword_depth_;
};

void EdnText::value(host::JsonCursor& cursor, int depth, bool may_be_keyword) {
  const char* separator = "";
  if (cursor.peek() == '[') {
    out_ += '[';
    cursor.array([&] {
      out_ += separator;
      value(cursor, depth + 1, *separator == '\0' && depth + 1 == keyword_depth_);
      separator = " ";
      return true;
    });
    out_ += ']';
  } else if (cursor.peek() == '{') {
    out_ += '{';
    cursor.object([&](std::string_view name) {
      out_ += separator;
      string('"' + std::string(name) + '"', false);
      out_ += ' ';
      value(cursor, depth + 1, false);
      separator = ", ";
      return true;
    });
    out_ += '}';
  } else if (const bool is_string = cursor.peek() == '"'; is_string) {
    string(cursor.value(), may_be_keyword);
  } else {
    const std::string_view json = cursor.value();
    out_ += json == "null" ? "nil" : json;
    const bool is_integer = json.find_first_not_of("-0123456789") == std::string_view::npos;
    out_ += is_integer && !host::parse_integer(json) ? "N" : "";
  }
}

void EdnText::string(std::string_view json, bool may_be_keyword) {
  const std::string_view text = json.substr(1, json.size() - 2);
  if (may_be_keyword && is_keyword(text)) {
    out_ += ':';
    out_ += text;
    return;
  }
  out_ += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '\\';
    if (!is_escape || text[i + 1] != '/') {
      out_ += text[i];  // EDN has JSON's escapes except \/
    }
    if (is_escape) {
      out_ += text[++i];
    }
  }
  out_ += '"';
}

// The depth at which a function's value has the names of micro-operations.
int keyword_depth(std::string_view function) {
  return function == "txn" || function == "send" || function == "poll" ? 2 : 0;
}

class EdnWriter {
 public:
  explicit EdnWriter(const History& history) : history_(history) {}

  void write(std::ostream& out);

 private:
  void begin(EventIndex index, Time time, std::string_view type);
  void operation(const Operation& operation, bool is_invocation);
  void nemesis(const NemesisEvent& event);
  void name(std::string_view key, std::string_view name);
  void json(std::string_view key, std::string_view json, int depth);

  const History& history_;
  std::string line_;
};

void EdnWriter::write(std::ostream& out) {
  for (const Event& event : history_.events()) {
    if (event.type == Event::Type::kNemesis) {
      nemesis(history_.nemesis_events()[event.index]);
    } else {
      operation(history_.operation(event.index), event.type == Event::Type::kInvocation);
    }
    line_ += "}\n";
    out << line_;
  }
}

void EdnWriter::begin(EventIndex index, Time time, std::string_view type) {
  line_ = "{:index " + std::to_string(index) + ", :time " + std::to_string(time) + ", :type :";
  line_ += type;
}

void EdnWriter::name(std::string_view key, std::string_view name) {
  line_ += key;
  if (is_keyword(name)) {
    line_ += ':';
    line_ += name;
  } else {
    std::string quoted;
    append_json_string(quoted, name);
    EdnText(line_, 0).append(quoted);
  }
}

void EdnWriter::json(std::string_view key, std::string_view json, int depth) {
  line_ += key;
  EdnText(line_, depth).append(json);
}

void EdnWriter::operation(const Operation& operation, bool is_invocation) {
  begin(is_invocation ? operation.invocation : operation.completion,
        is_invocation ? operation.invoked : operation.completed,
        is_invocation ? "invoke" : outcome_name(operation.outcome));
  line_ += ", :process " + std::to_string(operation.process);
  const std::string_view function = history_.function(operation);
  name(", :f ", function);
  json(", :value ", is_invocation ? history_.text(operation.invoked_value) : history_.last_value(operation),
       keyword_depth(function));
  if (const std::string_view error = history_.text(operation.error); !is_invocation && !error.empty()) {
    const std::string_view bare = error.front() == '"' ? error.substr(1, error.size() - 2) : std::string_view();
    is_keyword(bare) ? name(", :error ", bare) : json(", :error ", error, 1);
  }
  line_ += operation.flags.is_final ? ", :final? true" : "";
  line_ += operation.flags.seek_to_beginning ? ", :seek-to-beginning? true" : "";
  line_ += operation.client != kNone ? ", :client \"c" + std::to_string(operation.client) + '"' : std::string();
  if (operation.node != kNone) {
    std::string quoted;
    append_json_string(quoted, history_.node(operation.node));
    json(", :node ", quoted, 0);
  }
}

void EdnWriter::nemesis(const NemesisEvent& event) {
  begin(event.event, event.time, "info");
  line_ += ", :process :nemesis";
  name(", :f ", history_.text(event.function));
  json(", :value ", event.value.empty() ? "null" : history_.text(event.value), 1);
}

}  // namespace

void write_edn(const History& history, std::ostream& out) {
  EdnWriter(history).write(out);
}

}  // namespace maelstrom::conformance
