// The output gate: checks every body that a plugin sends.
//
// Maelstrom stops reading from a node at the first line that is not exactly one JSON envelope, for the rest of the
// test. So a body is checked completely before any byte of it is kept. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json_cursor.hpp"
#include "protocol/json_shape.hpp"

namespace maelstrom::host {

class OutputGate {
 public:
  OutputGate();
  OutputGate(const OutputGate&) = delete;
  OutputGate& operator=(const OutputGate&) = delete;

  // Whether `body` may be sent: one JSON object on one line, with a string type, without msg_id and in_reply_to. Sets
  // `object` if so, and `refusal` if not.
  bool admits(std::string_view body);

  // The last accepted body, without surrounding space: '{' to '}'. Valid as long as the body.
  std::string_view object() const { return object_; }

  // The reason why the last body was refused, a phrase without a full stop.
  const std::string& refusal() const { return refusal_; }

 private:
  static constexpr std::size_t kMostShapes = 8;
  static constexpr std::size_t kLearnEvery = 16;

  bool recall(std::string_view body);
  bool check(std::string_view body);
  void learn(std::size_t type);
  bool refuse(std::string reason);

  JsonScanner scanner_;
  std::string_view object_;                         // of the last checked body: '{' to '}'
  std::vector<std::string_view> values_;            // its members'
  std::vector<std::unique_ptr<JsonShape>> shapes_;  // of accepted bodies, the most recent first
  std::size_t unlearnt_ = 0;                        // bodies of unknown shape, since kMostShapes was reached
  std::array<std::string_view, JsonShape::kMostValues> found_;    // the values of a body of a known shape
  std::array<std::string_view*, JsonShape::kMostValues> places_;  // the destinations: in found_
  std::string name_;
  std::string refusal_;
};

}  // namespace maelstrom::host
