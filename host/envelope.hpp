// One line <-> one message view. No I/O, and no allocation in the steady state.
//
// A message of the Maelstrom protocol is one line of JSON, {"src": S, "dest": S, "body": {"type": S, ...}}; the network
// adds an "id" on the way to a node (Maelstrom, doc/protocol.md). Not thread-safe: one reader per thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json_cursor.hpp"

namespace maelstrom::host {

// One member of a body: its decoded name and the exact bytes of its value.
struct Field {
  std::string_view name;
  std::string_view value;
};

// Views into the line or, for a string that has escapes, into the reader: valid until the reader's next `read` and as
// long as the line's bytes are.
struct Envelope {
  std::string_view src;       // decoded
  std::string_view src_json;  // the exact bytes, with quotes
  std::string_view dest;      // decoded
  std::string_view type;      // decoded
  std::string_view body;      // the exact bytes, '{' to '}'
  std::optional<std::int64_t> msg_id;
  std::optional<std::int64_t> in_reply_to;
  bool closed = false;        // has src, dest and body, each once, and nothing else: what a node may send
  std::vector<Field> fields;  // the body's members in order

  // The value of the body's member `name`, or nullopt. Of two with one name the last one counts, as for most JSON
  // readers.
  std::optional<std::string_view> field(std::string_view name) const;
};

class EnvelopeReader {
 public:
  // Reads one line: complete JSON (RFC 8259: valid UTF-8, every escape names a character), an object with strings src
  // and dest and an object body with a string type; msg_id and in_reply_to are 64-bit integers where present and not
  // null. Numbers of any size and precision are left as they are. Depth and length are not limited.
  //
  // Returns true and fills `envelope`, or returns false and sets `error`. Of a line that is JSON but no message,
  // src_json and msg_id are set where they could be read, so that it can be answered.
  bool read(std::string_view line);

  const Envelope& envelope() const { return envelope_; }

  // After a `read` that returned false: what is wrong with the line, a phrase without a full stop.
  const std::string& error() const { return error_; }

 private:
  struct Seen;

  bool read_member(JsonCursor& cursor, std::string_view escaped_name, Seen& seen);
  bool read_body_member(JsonCursor& cursor, std::string_view escaped_name);
  bool read_body_fields(std::string& error);
  std::string_view decode(std::string_view text, bool escaped);
  std::optional<std::string_view> decode_string(std::string_view value);

  JsonScanner scanner_;
  Envelope envelope_;
  std::deque<std::string> decoded_;  // strings that had escapes
  std::string error_;
};

// Reads a 64-bit integer. nullopt for anything else, including 1.0 and 2^63.
std::optional<std::int64_t> parse_integer(std::string_view json);

}  // namespace maelstrom::host
