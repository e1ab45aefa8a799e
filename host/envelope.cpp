#include "envelope.hpp"

#include <algorithm>
#include <charconv>

namespace maelstrom::host {

std::optional<std::int64_t> parse_integer(std::string_view json) {
  std::int64_t value = 0;
  const char* const end = json.data() + json.size();
  const auto result = std::from_chars(json.data(), end, value);
  return result.ec == std::errc() && result.ptr == end ? std::optional(value) : std::nullopt;
}

std::optional<std::string_view> Envelope::field(std::string_view name) const {
  const auto found = std::find_if(fields.rbegin(), fields.rend(), [name](const Field& f) { return f.name == name; });
  return found == fields.rend() ? std::nullopt : std::optional(found->value);
}

// What an envelope's members were, seen once the whole line is known to be JSON.
struct EnvelopeReader::Seen {
  std::string_view src, dest, body;  // exact bytes, empty when absent
  int members = 0;
};

bool EnvelopeReader::read(std::string_view line) {
  envelope_.src = envelope_.src_json = envelope_.dest = envelope_.type = envelope_.body = {};
  envelope_.msg_id = envelope_.in_reply_to = std::nullopt;
  envelope_.closed = false;
  envelope_.fields.clear();
  if (!decoded_.empty()) {
    decoded_.clear();
  }
  error_.clear();

  auto cursor = scanner_.scan(line);
  if (!cursor) {
    error_ = "not JSON: " + scanner_.error();
    return false;
  }
  if (cursor->peek() != '{') {
    const bool json = !cursor->value().empty() && scanner_.finished(*cursor);
    error_ = json ? "not an object" : "not JSON: " + scanner_.error();
    return false;
  }
  Seen seen;
  const auto whole = cursor->object([&](std::string_view name) { return read_member(*cursor, name, seen); });
  if (whole.empty() || !scanner_.finished(*cursor)) {
    error_ = "not JSON: " + scanner_.error();
    return false;
  }

  // From here on the line is JSON. Read all that can be read, so that a bad message can still be answered, and name the
  // first thing that is wrong.
  std::string error;
  const auto note = [&error](const char* message) {
    if (error.empty()) {
      error = message;
    }
  };
  if (const auto src = decode_string(seen.src)) {
    envelope_.src = *src;
    envelope_.src_json = seen.src;
  } else {
    note(seen.src.empty() ? "no src" : "src is not a string");
  }
  if (const auto dest = decode_string(seen.dest)) {
    envelope_.dest = *dest;
  } else {
    note(seen.dest.empty() ? "no dest" : "dest is not a string");
  }
  if (seen.body.empty()) {
    note("no body");
  } else if (seen.body.front() != '{') {
    note("body is not an object");
  } else {
    envelope_.body = seen.body;
    read_body_fields(error);
  }
  envelope_.closed = seen.members == 3;
  error_ = std::move(error);
  return error_.empty();
}

bool EnvelopeReader::read_member(JsonCursor& cursor, std::string_view escaped_name, Seen& seen) {
  ++seen.members;
  const std::string_view name = decode(escaped_name, cursor.escaped());
  if (name == "body" && cursor.peek() == '{') {
    envelope_.fields.clear();
    seen.body = cursor.object([&](std::string_view member) { return read_body_member(cursor, member); });
    return !seen.body.empty();
  }
  const std::string_view value = cursor.value();
  if (name == "src") {
    seen.src = value;
  } else if (name == "dest") {
    seen.dest = value;
  } else if (name == "body") {
    seen.body = value;
  }
  return !value.empty();
}

bool EnvelopeReader::read_body_member(JsonCursor& cursor, std::string_view escaped_name) {
  const std::string_view name = decode(escaped_name, cursor.escaped());
  const std::string_view value = cursor.value();
  envelope_.fields.push_back({name, value});
  return !value.empty();
}

// Takes type, msg_id and in_reply_to out of the body's members. Returns false, and sets an `error` that is still empty,
// if one of them is wrong.
bool EnvelopeReader::read_body_fields(std::string& error) {
  std::string_view type, msg_id, in_reply_to;
  for (const Field& field : envelope_.fields) {
    if (field.name == "type") {
      type = field.value;
    } else if (field.name == "msg_id") {
      msg_id = field.value;
    } else if (field.name == "in_reply_to") {
      in_reply_to = field.value;
    }
  }
  const auto note = [&error](const char* message) {
    if (error.empty()) {
      error = message;
    }
  };
  const auto integer = [&note](std::string_view json, std::optional<std::int64_t>& to, const char* message) {
    if (!json.empty() && json != "null") {
      to = parse_integer(json);
      if (!to) {
        note(message);
      }
    }
  };
  if (const auto text = decode_string(type)) {
    envelope_.type = *text;
  } else {
    note(type.empty() ? "the body has no type" : "the body's type is not a string");
  }
  integer(msg_id, envelope_.msg_id, "msg_id is not a 64-bit integer");
  integer(in_reply_to, envelope_.in_reply_to, "in_reply_to is not a 64-bit integer");
  return error.empty();
}

std::string_view EnvelopeReader::decode(std::string_view text, bool escaped) {
  if (!escaped) {
    return text;
  }
  append_unescaped(decoded_.emplace_back(), text);
  return decoded_.back();
}

std::optional<std::string_view> EnvelopeReader::decode_string(std::string_view value) {
  if (value.size() < 2 || value.front() != '"') {
    return std::nullopt;
  }
  const std::string_view text = value.substr(1, value.size() - 2);
  return decode(text, text.find('\\') != std::string_view::npos);
}

}  // namespace maelstrom::host
