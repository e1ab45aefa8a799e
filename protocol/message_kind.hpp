// A kind of message that has been read before, and reads the next one of it without walking over what is the same.
// Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/envelope.hpp"
#include "protocol/json_cursor.hpp"
#include "protocol/json_shape.hpp"

namespace maelstrom::host {

class MessageKind {
 public:
  MessageKind() = default;
  MessageKind(const MessageKind&) = delete;  // it has pointers into itself
  MessageKind& operator=(const MessageKind&) = delete;

  // Learns from a message: `line` has been read and `envelope` is what it says, with all views but dest and type into
  // the line. `others` are the values of the members of the envelope beside src, dest and body. False if this kind is
  // too large; then nothing is of it.
  bool learn(std::string_view line, const Envelope& envelope, std::span<const std::string_view> others);

  // What `line` says, if it is a message of this kind; nullptr if it is not, or if it takes a closer look to tell.
  // Valid until the next call, and as long as the line. REQUIRES: `scanner` has begun to scan `line`.
  const Envelope* read(JsonScanner& scanner, std::string_view line);

 private:
  // A position in a line: so many bytes behind the end of the value in front of it, or behind the begin of the line.
  struct Place {
    const std::string_view* value = nullptr;
    std::ptrdiff_t behind = 0;
  };
  void keep_constants(const std::string_view* type);
  Place place_of(const char* position, std::string_view line) const;
  static const char* at(const Place& place, std::string_view line);
  const std::string_view* last_field(std::string_view name) const;

  JsonShape shape_;  // dest and type are a part of it: they are the same in thousands of messages
  std::array<std::string_view*, JsonShape::kMostValues> values_ = {};  // where they go
  std::size_t value_count_ = 0;
  Envelope envelope_;
  std::vector<Field> fields_;
  std::deque<std::string> constants_;  // the bytes of the names, dest and type
  std::array<std::string_view, JsonShape::kMostValues> others_;
  const std::string_view* msg_id_ = nullptr;
  const std::string_view* in_reply_to_ = nullptr;
  Place body_begin_;
  Place body_end_;
};

}  // namespace maelstrom::host
