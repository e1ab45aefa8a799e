#include "protocol/envelope.hpp"

#include <algorithm>

#include "protocol/decimal.hpp"
#include "protocol/message_kind.hpp"

namespace maelstrom::host {

// The exact bytes of a member's value; empty if the member is missing.
struct EnvelopeReader::Value {
  std::string_view bytes;
  bool escaped = false;  // a string with escapes
};

// The members in the order of the walk: of duplicates, the last. Valid only after the whole line was found to be JSON.
struct EnvelopeReader::Seen {
  Value src, dest;
  std::string_view body, id;
  Value type, msg_id, in_reply_to;  // of the body
  std::size_t members = 0;
};

EnvelopeReader::EnvelopeReader() = default;
EnvelopeReader::~EnvelopeReader() = default;

// Whether the line is of a known kind.
inline bool EnvelopeReader::recall(std::string_view line) {
  for (auto& kind : kinds_) {
    if (const Envelope* const envelope = kind->read(scanner_, line)) {
      envelope_ = envelope;
      if (&kind != kinds_.data()) {
        kind.swap(kinds_.front());
      }
      return true;
    }
  }
  return false;
}

bool EnvelopeReader::read(std::string_view line) {
  if (unusual_) {
    release();
  }
  scanner_.begin(line);  // a line of a known layout is not scanned
  if (recall(line)) {
    return true;
  }
  unusual_ = line.size() > kUsualSize;  // memory of the scan is proportional to the line
  return walk(line);
}

// Frees the memory of an unusual line. `clear` may never be called again, because lines of known kinds are not scanned.
void EnvelopeReader::release() {
  std::vector<Field>().swap(fields_);  // assignment of {} would keep the memory
  std::vector<std::string_view>().swap(others_);
  std::deque<std::string>().swap(decoded_);
  scanner_ = JsonScanner();
  unusual_ = false;
}

bool EnvelopeReader::walk(std::string_view line) {
  clear();
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
  const auto whole = cursor->object([&](std::string_view name) { return walk_member(*cursor, name, seen); });
  if (whole.empty() || !scanner_.finished(*cursor)) {
    error_ = "not JSON: " + scanner_.error();
    return false;
  }
  if (const char* const error = interpret(seen)) {
    error_ = error;
    return false;
  }
  learn(line, seen);
  return true;
}

void EnvelopeReader::clear() {
  envelope_ = &walked_;
  walked_ = {};
  error_.clear();
  fields_.clear();
  others_.clear();
  decoded_.clear();
}

bool EnvelopeReader::walk_member(JsonCursor& cursor, std::string_view escaped_name, Seen& seen) {
  ++seen.members;
  const std::string_view name = decode(escaped_name, cursor.escaped());
  if (is(name, "body") && cursor.peek() == '{') {
    fields_.clear();
    seen.type = seen.msg_id = seen.in_reply_to = {};
    seen.body = cursor.object([&](std::string_view member) { return walk_body_member(cursor, member, seen); });
    return !seen.body.empty();
  }
  const std::string_view bytes = cursor.value();
  const Value value = {bytes, cursor.escaped()};
  if (is(name, "src")) {
    seen.src = value;
  } else if (is(name, "dest")) {
    seen.dest = value;
  } else if (is(name, "body")) {
    seen.body = bytes;
  } else {
    others_.push_back(bytes);
    if (is(name, "id")) {
      seen.id = bytes;
    }
  }
  return !bytes.empty();
}

bool EnvelopeReader::walk_body_member(JsonCursor& cursor, std::string_view escaped_name, Seen& seen) {
  const std::string_view name = decode(escaped_name, cursor.escaped());
  const std::string_view bytes = cursor.value();
  const Value value = {bytes, cursor.escaped()};
  if (is(name, "type")) {
    seen.type = value;
  } else if (is(name, "msg_id")) {
    seen.msg_id = value;
  } else if (is(name, "in_reply_to")) {
    seen.in_reply_to = value;
  }
  fields_.push_back({name, bytes});
  return !bytes.empty();
}

// Fills the envelope from a line of JSON. Reads as much as possible, so that a malformed message can still be answered,
// and returns the first problem, or nullptr.
const char* EnvelopeReader::interpret(const Seen& seen) {
  const char* error = nullptr;
  const auto note = [&error](const char* message) { error = error == nullptr ? message : error; };
  const auto text = [&](const Value& value, std::string_view& to, const char* absent, const char* no_string) {
    if (value.bytes.empty()) {
      note(absent);
    } else if (value.bytes.front() != '"') {
      note(no_string);
    } else {
      to = decode(value.bytes.substr(1, value.bytes.size() - 2), value.escaped);
      return true;
    }
    return false;
  };
  const auto integer = [&note](const Value& value, std::optional<std::int64_t>& to, const char* message) {
    if (!value.bytes.empty() && value.bytes != "null") {
      to = parse_integer(value.bytes);
      if (!to) {
        note(message);
      }
    }
  };
  walked_.closed = seen.members == 3;
  walked_.fields = fields_;
  walked_.id = seen.id;
  if (text(seen.src, walked_.src, "no src", "src is not a string")) {
    walked_.src_json = seen.src.bytes;
  }
  text(seen.dest, walked_.dest, "no dest", "dest is not a string");
  if (seen.body.empty()) {
    note("no body");
  } else if (seen.body.front() != '{') {
    note("body is not an object");
  } else {
    walked_.body = seen.body;
    text(seen.type, walked_.type, "the body has no type", "the body's type is not a string");
    integer(seen.msg_id, walked_.msg_id, "msg_id is not a 64-bit integer");
    integer(seen.in_reply_to, walked_.in_reply_to, "in_reply_to is not a 64-bit integer");
  }
  return error;
}

// Stores the scanned message as a kind, in place of the least recently used one.
void EnvelopeReader::learn(std::string_view line, const Seen& seen) {
  const bool once = seen.members == 3 + others_.size();  // src, dest and body
  if (!once || !decoded_.empty()) {                      // decoded text is not in the line
    return;
  }
  if (kinds_.size() < kMostKinds) {
    kinds_.push_back(std::make_unique<MessageKind>());
  } else if (++unlearnt_ % kLearnEvery != 0) {  // learning costs more than a scan: keep most kinds
    return;
  }
  if (kinds_.back()->learn(line, walked_, others_)) {
    std::rotate(kinds_.begin(), kinds_.end() - 1, kinds_.end());
  }
}

std::string_view EnvelopeReader::decode(std::string_view text, bool escaped) {
  if (!escaped) {
    return text;
  }
  append_unescaped(decoded_.emplace_back(), text);
  return decoded_.back();
}

}  // namespace maelstrom::host
