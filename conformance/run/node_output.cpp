#include "conformance/run/node_output.hpp"

#include <algorithm>
#include <optional>

#include <maelstrom/json_writer.hpp>

#include "protocol/json_cursor.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD, as Java decodes invalid UTF-8

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

// The code unit of an escape such as \ud83d at the start of `text`, or nullopt if there is no such escape.
std::optional<unsigned> escaped_unit(std::string_view text) {
  constexpr std::size_t kLength = 6;
  if (text.size() < kLength || !text.starts_with("\\u")) {
    return std::nullopt;
  }
  unsigned unit = 0;
  for (const char c : text.substr(2, kLength - 2)) {
    const char lower = static_cast<char>(c | 0x20);
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (lower < 'a' || lower > 'f')) {
      return std::nullopt;
    }
    unit = unit * 16 + static_cast<unsigned>(is_digit ? c - '0' : lower - 'a' + 10);
  }
  return unit;
}

bool is_surrogate(std::optional<unsigned> unit) {
  return unit && *unit >= 0xD800 && *unit < 0xE000;
}

bool is_high_surrogate(std::optional<unsigned> unit) {
  return unit && *unit >= 0xD800 && *unit < 0xDC00;
}

// `line` as Java's decoder and Jackson read it, in UTF-8: U+FFFD in place of invalid UTF-8, and of an escape that is
// half of a surrogate pair.
std::string repair(std::string_view line, bool& bad_utf8, bool& lone_surrogate) {
  std::string out;
  while (!line.empty()) {
    std::size_t length = maelstrom::detail::utf8_length(line);
    if (length == 0) {
      bad_utf8 = true;
      out += kReplacement;
      line.remove_prefix(1);
      continue;
    }
    if (line.front() == '\\') {
      const auto unit = escaped_unit(line);
      const auto next = unit ? escaped_unit(line.substr(6)) : std::nullopt;
      const bool pair = is_high_surrogate(unit) && is_surrogate(next) && !is_high_surrogate(next);
      if (is_surrogate(unit) && !pair) {
        lone_surrogate = true;
        out += "\\ufffd";
        line.remove_prefix(6);
        continue;
      }
      length = pair ? 12 : unit ? 6 : std::min<std::size_t>(line.size(), 2);
    }
    out += line.substr(0, length);
    line.remove_prefix(length);
  }
  return out;
}

void add_flaw(std::string& flaw, std::string_view more) {
  flaw += flaw.empty() ? "" : "; ";
  flaw += more;
}

}  // namespace

// The exact bytes of the values of an envelope's members; the last value of a duplicate name.
struct NodeOutputReader::Members {
  std::string_view src, dest, body, id;
  bool src_escaped = false, dest_escaped = false;
  std::string extra;  // the name of the first unknown member
  bool has_extra = false;
};

NodeLine NodeOutputReader::read(std::string_view node_id, std::string_view line) {
  NodeLine read;
  if (reader_.read(line) && reader_.envelope().closed) {
    message_ = &reader_.envelope();
  } else if (std::all_of(line.begin(), line.end(), is_space)) {
    read.mutes = "an empty line";
  } else {
    read = read_loosely(line);
  }
  if (read.mutes.empty() && message_->src != node_id) {
    read.mutes = "src is " + excerpt(message_->src) + ", which is not this node";
  }
  return read;
}

NodeLine NodeOutputReader::read_loosely(std::string_view line) {
  loose_ = {};
  message_ = &loose_;
  fields_.clear();
  decoded_.clear();
  NodeLine read;
  bool bad_utf8 = false;
  bool lone_surrogate = false;
  repaired_ = repair(line, bad_utf8, lone_surrogate);
  const std::string_view text = bad_utf8 || lone_surrogate ? std::string_view(repaired_) : line;
  std::string_view behind;
  read.mutes = read_members(text, behind);
  if (bad_utf8) {
    add_flaw(read.flaw, "the line is not valid UTF-8 (Maelstrom reads U+FFFD instead)");
  }
  if (lone_surrogate) {
    add_flaw(read.flaw, "an escape is half of a surrogate pair (Maelstrom accepts it)");
  }
  if (behind.starts_with('{')) {
    add_flaw(read.flaw, "two messages on one line (Maelstrom reads only the first one)");
  } else if (!behind.empty()) {
    add_flaw(read.flaw, "text after the message on its line (Maelstrom ignores it)");
  }
  if (read.mutes.empty() && loose_.body.empty()) {
    add_flaw(read.flaw, "the message has no body (Maelstrom reads an empty one)");
    loose_.body = "{}";
  }
  return read;
}

// Reads the first value of `text` into loose_. Returns why Maelstrom cannot read it, or an empty string. behind:
// receives the text after the value.
std::string NodeOutputReader::read_members(std::string_view text, std::string_view& behind) {
  host::JsonScanner scanner;
  auto cursor = scanner.scan(text);
  if (cursor->peek() != '{') {
    return cursor->value().empty() ? "not JSON: " + scanner.error() : "not an object";
  }
  Members members;
  const std::string_view whole = cursor->object([&](std::string_view escaped_name) {
    const std::string_view name = decode(escaped_name, cursor->escaped());
    const std::string_view value = cursor->value();
    if (name == "src") {
      members.src = value;
      members.src_escaped = cursor->escaped();
    } else if (name == "dest") {
      members.dest = value;
      members.dest_escaped = cursor->escaped();
    } else if (name == "body") {
      members.body = value;
    } else if (name == "id") {
      members.id = value;
    } else if (!members.has_extra) {
      members.has_extra = true;
      members.extra = name;
    }
    return !value.empty();
  });
  if (whole.empty()) {
    return "not JSON: " + scanner.error();
  }
  behind = text.substr(static_cast<std::size_t>(whole.data() + whole.size() - text.data()));
  behind.remove_prefix(std::min(behind.find_first_not_of(" \t"), behind.size()));
  return interpret(members);
}

// Fills loose_ from the members. Returns the problem of the envelope, or an empty string.
std::string NodeOutputReader::interpret(const Members& members) {
  if (members.has_extra) {
    return "the envelope has the extra key " + excerpt(members.extra);
  }
  if (!members.id.empty() && !is_integer_literal(members.id)) {
    return "the envelope has an id that is not an integer";
  }
  if (members.src.empty() || members.dest.empty()) {
    return members.src.empty() ? "no src" : "no dest";
  }
  if (members.src.front() != '"' || members.dest.front() != '"') {
    return members.src.front() != '"' ? "src is not a string" : "dest is not a string";
  }
  loose_.src_json = members.src;
  loose_.src = decode(members.src.substr(1, members.src.size() - 2), members.src_escaped);
  loose_.dest = decode(members.dest.substr(1, members.dest.size() - 2), members.dest_escaped);
  loose_.id = members.id;
  loose_.body = members.body;
  if (members.body == "null" || members.body == "[]" || members.body == "\"\"") {
    loose_.body = "{}";
  } else if (!members.body.empty() && members.body.front() != '{') {
    return "body is not an object";
  } else if (!members.body.empty()) {
    read_body(members.body);
  }
  return {};
}

// The members of a body, which may be of any form. REQUIRES: `body` is an object of valid JSON.
void NodeOutputReader::read_body(std::string_view body) {
  host::JsonScanner scanner;
  auto cursor = scanner.scan(body);
  cursor->object([&](std::string_view escaped_name) {
    const std::string_view name = decode(escaped_name, cursor->escaped());
    const std::string_view value = cursor->value();
    if (name == "type") {
      const bool is_string = value.starts_with('"');
      loose_.type = is_string ? decode(value.substr(1, value.size() - 2), cursor->escaped()) : std::string_view();
    } else if (name == "msg_id") {
      loose_.msg_id = host::parse_integer(value);
    } else if (name == "in_reply_to") {
      loose_.in_reply_to = host::parse_integer(value);
    }
    fields_.push_back({name, value});
    return true;
  });
  loose_.fields = fields_;
}

std::string_view NodeOutputReader::decode(std::string_view text, bool escaped) {
  if (!escaped) {
    return text;
  }
  host::append_unescaped(decoded_.emplace_back(), text);
  return decoded_.back();
}

}  // namespace maelstrom::conformance
