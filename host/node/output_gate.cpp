#include "host/node/output_gate.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace maelstrom::host {
namespace {

constexpr std::size_t kKeptValues = 1024;

}  // namespace

OutputGate::OutputGate() {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    places_[i] = &found_[i];
  }
}

// Whether the body has the shape of an accepted body.
inline bool OutputGate::recall(std::string_view body) {
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

bool OutputGate::admits(std::string_view body) {
  return recall(body) || check(body);
}

bool OutputGate::check(std::string_view body) {
  auto cursor = scanner_.scan(body);
  if (!cursor) {
    return refuse("the body is not JSON: " + scanner_.error());
  }
  if (cursor->peek() != '{') {
    return refuse("the body is not a JSON object");
  }
  std::optional<std::size_t> type;
  std::string_view forbidden;
  if (values_.capacity() > kKeptValues) {
    std::vector<std::string_view>().swap(values_);  // after an unusual body; assignment of {} would keep the memory
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
    return refuse("the body is not JSON: " + scanner_.error());
  }
  if (!forbidden.empty()) {
    return refuse("the body has " + std::string(forbidden) + ", which is the host's to set");
  }
  if (!type) {
    return refuse("the body has no type that is a string");
  }
  // A line break in a string is invalid JSON; elsewhere it is valid, but would end the line. Around the object it does
  // not matter.
  if (scanner_.saw_line_break() && object_.find_first_of("\r\n") != std::string_view::npos) {
    return refuse("the body has a line break");
  }
  learn(*type);
  return true;
}

// Stores the shape of the last scanned body, which was accepted. Its type, a string, is part of the shape.
void OutputGate::learn(std::size_t type) {
  if (shapes_.size() < kMostShapes) {
    shapes_.push_back(std::make_unique<JsonShape>());
  } else if (++unlearnt_ % kLearnEvery != 0) {  // learning costs more than a scan: keep most shapes
    return;
  }
  values_.erase(values_.begin() + static_cast<std::ptrdiff_t>(type));
  if (shapes_.back()->learn(object_, values_)) {
    std::rotate(shapes_.begin(), shapes_.end() - 1, shapes_.end());
  }
}

bool OutputGate::refuse(std::string reason) {
  refusal_ = std::move(reason);
  return false;
}

}  // namespace maelstrom::host
