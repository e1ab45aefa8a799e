// Reads one line as a view of one message. No I/O, and no allocation in the steady state.
//
// A message of the Maelstrom protocol is one line of JSON, {"src": S, "dest": S, "body": {"type": S, ...}}; the network
// adds an "id" on the way to a node (jepsen-io/maelstrom, doc/protocol.md at cb7f072). Not thread-safe: one reader per
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/short_text.hpp>

#include "protocol/decimal.hpp"
#include "protocol/json_cursor.hpp"

namespace maelstrom::host {

class MessageKind;

// A message with more levels of arrays and objects than this, itself and its body included, is refused with error 12,
// malformed-request: code that builds JSON documents recurses, for example the copy of nlohmann/json, and would
// overflow the stack.
inline constexpr std::size_t kMostNesting = 1000;

// One member of a body: its decoded name and the exact bytes of its value.
struct Field {
  std::string_view name;
  std::string_view value;
};

// Views into the line and into the reader: valid until the reader's next `read` and as long as the line's bytes are.
struct Envelope {
  std::string_view src;       // decoded
  std::string_view src_json;  // the exact bytes, with quotes
  std::string_view dest;      // decoded
  std::string_view type;      // decoded
  std::string_view body;      // the exact bytes, '{' to '}'
  std::string_view id;        // assigned by the network, the exact bytes; empty if missing
  std::optional<std::int64_t> msg_id;
  std::optional<std::int64_t> in_reply_to;
  bool closed = false;            // has src, dest and body, each once, and nothing else: a valid output of a node
  std::span<const Field> fields;  // the body's members in order

  // The body's member `name`, or nullptr. Of duplicates, the last, as in most JSON readers.
  const Field* find(std::string_view name) const {
    for (const Field* field = fields.data() + fields.size(); field != fields.data();) {
      if (detail::same_text((--field)->name, name)) {
        return field;
      }
    }
    return nullptr;
  }

  // Its value, or nullopt.
  std::optional<std::string_view> field(std::string_view name) const {
    const Field* const found = find(name);
    return found == nullptr ? std::nullopt : std::optional(found->value);
  }
};

class EnvelopeReader {
 public:
  EnvelopeReader();
  ~EnvelopeReader();
  EnvelopeReader(const EnvelopeReader&) = delete;
  EnvelopeReader& operator=(const EnvelopeReader&) = delete;

  // Reads one line: complete JSON (RFC 8259: valid UTF-8, every escape names a character), an object with strings src
  // and dest and an object body with a string type; msg_id and in_reply_to are 64-bit integers where present and not
  // null. Numbers of any size and precision stay unchanged. Depth and length are not limited.
  //
  // Returns true and fills `envelope`, or returns false and sets `error`. For a line that is JSON but not a message,
  // src_json and msg_id are set if they could be read, so that it can be answered.
  bool read(std::string_view line);

  const Envelope& envelope() const { return *envelope_; }

  // After a `read` that returned true: how many levels of arrays and objects the line has, the message and its body
  // included.
  std::size_t nesting() const { return 2 + scanner_.deepest(); }

  // After a `read` that returned false: the problem of the line, a phrase without a full stop.
  const std::string& error() const { return error_; }

 private:
  struct Value;
  struct Seen;
  static constexpr std::size_t kMostKinds = 8;
  static constexpr std::size_t kLearnEvery = 16;
  static constexpr std::size_t kUsualSize = std::size_t{1} << 16;

  bool recall(std::string_view line);
  bool walk(std::string_view line);
  void clear();
  void release();
  bool walk_member(JsonCursor& cursor, std::string_view escaped_name, Seen& seen);
  bool walk_body_member(JsonCursor& cursor, std::string_view escaped_name, Seen& seen);
  const char* interpret(const Seen& seen);
  void learn(std::string_view line, const Seen& seen);
  std::string_view decode(std::string_view text, bool escaped);

  JsonScanner scanner_;
  const Envelope* envelope_ = &walked_;              // of the last line: walked_, or that of its kind
  Envelope walked_;                                  // of a line of unknown kind
  std::vector<Field> fields_;                        // its fields
  std::vector<std::string_view> others_;             // the values of its other members
  std::deque<std::string> decoded_;                  // its decoded strings with escapes
  std::vector<std::unique_ptr<MessageKind>> kinds_;  // known kinds, the most recent first
  std::size_t unlearnt_ = 0;                         // messages of unknown kind, since kMostKinds was reached
  bool unusual_ = false;                             // whether the last scanned line was very long
  std::string error_;
};

}  // namespace maelstrom::host
