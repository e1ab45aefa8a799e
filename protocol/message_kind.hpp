// A known kind of message; reads the next message of this kind without parsing the constant parts. Not thread-safe.
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

  // Stores the kind of a message: `envelope` is the result of reading `line`, with all views except dest and type into
  // the line. `others` are the values of the envelope's members other than src, dest and body. False if the kind is too
  // large; then it matches nothing.
  bool learn(std::string_view line, const Envelope& envelope, std::span<const std::string_view> others);

  // The envelope of `line` if it is a message of this kind; nullptr if it is not, or if it must be parsed to decide.
  // Valid until the next call, and as long as the line. REQUIRES: `scanner` has begun to scan `line`.
  const Envelope* read(JsonScanner& scanner, std::string_view line);

 private:
  // A position in a line: an offset from the end of the previous value, or from the start of the line.
  struct Place {
    const std::string_view* value = nullptr;
    std::ptrdiff_t behind = 0;
  };
  void keep_constants(const std::string_view* type);
  Place place_of(const char* position, std::string_view line) const;
  static const char* at(const Place& place, std::string_view line);
  const std::string_view* last_field(std::string_view name) const;

  JsonShape shape_;  // dest and type are part of it: they are the same in thousands of messages
  std::array<std::string_view*, JsonShape::kMostValues> values_ = {};  // the destinations
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
