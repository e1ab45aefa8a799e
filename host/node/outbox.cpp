#include "host/node/outbox.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "protocol/decimal.hpp"

namespace maelstrom::host {
namespace {

constexpr std::size_t kKeptCapacity = std::size_t{1} << 20;
constexpr std::size_t kKeptValues = 1024;

char* put(char* to, std::string_view text) {
  detail::copy_text(to, text);
  return to + text.size();
}

// Its size is known when it is compiled: some instructions, not a call.
template <std::size_t kSize>
char* put_literal(char* to, const char (&text)[kSize]) {
  std::memcpy(to, text, kSize - 1);
  return to + kSize - 1;
}

}  // namespace

Outbox::Outbox() {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    places_[i] = &found_[i];
  }
}

// Whether the body is of the shape of one that has been let through before.
inline bool Outbox::recall(std::string_view body) {
  bool escaped = false;
  for (auto& shape : shapes_) {
    if (shape->matches(scanner_, body, places_.data(), escaped)) {
      object_ = body;
      if (&shape != shapes_.data()) {
        shape.swap(shapes_.front());
      }
      return true;
    }
  }
  return false;
}

bool Outbox::add(std::string_view src_json, std::string_view dest_json, Id id, std::int64_t id_value,
                 std::string_view body) {
  if (!recall(body) && !check(body)) {
    return false;
  }
  constexpr std::size_t kFrame = sizeof R"({"src":,"dest":,"body":{"in_reply_to":,}})" + kMostDigits;
  char* to = bytes_.room(src_json.size() + dest_json.size() + object_.size() + kFrame);
  to = put_literal(to, R"({"src":)");
  to = put(to, src_json);
  to = put_literal(to, R"(,"dest":)");
  to = put(to, dest_json);
  to = put_literal(to, R"(,"body":{)");
  if (id != Id::kNone) {
    to = id == Id::kMsgId ? put_literal(to, R"("msg_id":)") : put_literal(to, R"("in_reply_to":)");
    to = put_integer(to, id_value);
    *to++ = ',';
  }
  to = put(to, object_.substr(1));
  to = put_literal(to, "}\n");
  bytes_.grow_to(to);
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
  std::optional<std::size_t> type;
  std::string_view forbidden;
  if (values_.capacity() > kKeptValues) {
    std::vector<std::string_view>().swap(values_);  // of an unusual body; assignment of {} would keep the memory
  }
  values_.clear();
  object_ = cursor->object([&](std::string_view name) {
    if (cursor->escaped()) {
      name_.clear();
      append_unescaped(name_, name);
      name = name_;
    }
    if (is(name, "type")) {
      type = cursor->peek() == '"' ? std::optional(values_.size()) : std::nullopt;
    } else if (is(name, "msg_id")) {
      forbidden = "msg_id";
    } else if (is(name, "in_reply_to")) {
      forbidden = "in_reply_to";
    }
    values_.push_back(cursor->value());
    return !values_.back().empty();
  });
  if (object_.empty() || !scanner_.finished(*cursor)) {
    return fail("the body is not JSON: " + scanner_.error());
  }
  if (!forbidden.empty()) {
    return fail("the body has " + std::string(forbidden) + ", which is the host's to set");
  }
  if (!type) {
    return fail("the body has no type that is a string");
  }
  // Between quotes a line break is not JSON; elsewhere it is, but it would end the line. One around the object does not
  // matter.
  if (scanner_.saw_line_break() && object_.find_first_of("\r\n") != std::string_view::npos) {
    return fail("the body has a line break");
  }
  learn(*type);
  return true;
}

// Keeps the shape of the body walked over last, one that may go out. Its type, which has to be a string, is a part of
// it.
void Outbox::learn(std::size_t type) {
  if (shapes_.size() < kMostShapes) {
    shapes_.push_back(std::make_unique<JsonShape>());
  } else if (++unlearnt_ % kLearnEvery != 0) {  // to learn costs more than to walk: of more shapes than that, most stay
    return;
  }
  values_.erase(values_.begin() + static_cast<std::ptrdiff_t>(type));
  if (shapes_.back()->learn(object_, values_)) {
    std::rotate(shapes_.begin(), shapes_.end() - 1, shapes_.end());
  }
}

bool Outbox::fail(std::string message) {
  error_ = std::move(message);
  return false;
}

std::string Outbox::cut(std::size_t from) {
  std::string lines(bytes().substr(from));
  bytes_.truncate(from);
  return lines;
}

void Outbox::clear() {
  if (bytes_.capacity() > kKeptCapacity) {
    bytes_ = TextBuffer();
  } else {
    bytes_.clear();
  }
}

}  // namespace maelstrom::host
