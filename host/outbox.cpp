#include "outbox.hpp"

#include <charconv>

namespace maelstrom::host {
namespace {

constexpr std::size_t kKeptCapacity = std::size_t{1} << 20;

void append_integer(std::string& out, std::int64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

}  // namespace

bool Outbox::add(std::string_view src_json, std::string_view dest_json, Id id, std::int64_t id_value,
                 std::string_view body) {
  if (!check(body)) {
    return false;
  }
  bytes_ += R"({"src":)";
  bytes_ += src_json;
  bytes_ += R"(,"dest":)";
  bytes_ += dest_json;
  bytes_ += R"(,"body":{)";
  if (id != Id::kNone) {
    bytes_ += id == Id::kMsgId ? R"("msg_id":)" : R"("in_reply_to":)";
    append_integer(bytes_, id_value);
    bytes_ += ',';
  }
  bytes_ += object_.substr(1);
  bytes_ += "}\n";
  return true;
}

bool Outbox::check(std::string_view body) {
  auto cursor = scanner_.scan(body);
  if (!cursor) {
    return fail("the body is not JSON: " + scanner_.error());
  }
  if (cursor->peek() != '{') {
    return fail("the body is not a JSON object");
  }
  bool has_type = false;
  std::string_view forbidden;
  object_ = cursor->object([&](std::string_view name) {
    if (cursor->escaped()) {
      name_.clear();
      append_unescaped(name_, name);
      name = name_;
    }
    if (name == "msg_id" || name == "in_reply_to") {
      forbidden = name == "msg_id" ? "msg_id" : "in_reply_to";
    } else if (name == "type") {
      has_type = cursor->peek() == '"';
    }
    return !cursor->value().empty();
  });
  if (object_.empty() || !scanner_.finished(*cursor)) {
    return fail("the body is not JSON: " + scanner_.error());
  }
  if (!forbidden.empty()) {
    return fail("the body has " + std::string(forbidden) + ", which is the host's to set");
  }
  if (!has_type) {
    return fail("the body has no type that is a string");
  }
  // Between quotes a line break is not JSON; elsewhere it is, but it would end the line.
  if (object_.find('\n') != std::string_view::npos || object_.find('\r') != std::string_view::npos) {
    return fail("the body has a line break");
  }
  return true;
}

bool Outbox::fail(std::string message) {
  error_ = std::move(message);
  return false;
}

std::string Outbox::cut(std::size_t from) {
  std::string lines = bytes_.substr(from);
  bytes_.resize(from);
  return lines;
}

void Outbox::clear() {
  if (bytes_.capacity() > kKeptCapacity) {
    bytes_ = std::string();
  } else {
    bytes_.clear();
  }
}

}  // namespace maelstrom::host
