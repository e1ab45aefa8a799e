// The gate on the way out: every byte that a node writes to stdout has passed here.
//
// Maelstrom's reader of a node dies at the first line that is not exactly one JSON envelope, and the node stays mute
// for the rest of the test. So a body is checked completely before a byte of it is kept. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/text_buffer.hpp>

#include "protocol/json_cursor.hpp"
#include "protocol/json_shape.hpp"

namespace maelstrom::host {

class Outbox {
 public:
  Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // The member that the host adds to a body: at most one.
  enum class Id { kNone, kMsgId, kInReplyTo };

  // Appends the line {"src":...,"dest":...,"body":...}. `src_json` and `dest_json` are JSON strings with their quotes.
  // `body` must be one JSON object on one line, with a string type and with neither msg_id nor in_reply_to; `id_value`
  // goes in as the member that `id` names. Returns whether that was so; if not, `error` tells why, and nothing was
  // appended.
  bool add(std::string_view src_json, std::string_view dest_json, Id id, std::int64_t id_value, std::string_view body);

  // Why the last `add` refused, a phrase without a full stop.
  const std::string& error() const { return error_; }

  // The lines that wait to be written.
  std::string_view bytes() const { return bytes_.text(); }

  // The line that was added last, without its '\n'. REQUIRES: there is one.
  std::string_view last_line() const {
    const std::string_view lines = bytes().substr(0, bytes_.size() - 1);
    return lines.substr(lines.rfind('\n') + 1);
  }

  // Takes away what was added behind the first `from` bytes, for `paste` to put back behind something else.
  std::string cut(std::size_t from);
  void paste(std::string_view lines) { bytes_.append(lines); }

  // Forgets the lines, and gives back the memory of an unusual burst.
  void clear();

 private:
  static constexpr std::size_t kMostShapes = 8;
  static constexpr std::size_t kLearnEvery = 16;

  bool recall(std::string_view body);
  bool check(std::string_view body);
  void learn(std::size_t type);
  bool fail(std::string message);

  JsonScanner scanner_;
  TextBuffer bytes_;
  std::string_view object_;                         // of the body checked last: '{' to '}'
  std::vector<std::string_view> values_;            // its members'
  std::vector<std::unique_ptr<JsonShape>> shapes_;  // of bodies that were let through; the one met last in front
  std::size_t unlearnt_ = 0;                        // bodies of a shape not known, since there are kMostShapes
  std::array<std::string_view, JsonShape::kMostValues> found_;    // the values of a body of a known shape
  std::array<std::string_view*, JsonShape::kMostValues> places_;  // where they go: into found_
  std::string name_;
  std::string error_;
};

}  // namespace maelstrom::host
