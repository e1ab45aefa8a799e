// How Maelstrom reads a line from a node's stdout (jepsen-io/maelstrom, src/maelstrom/process.clj and net.clj at
// cb7f072).
//
// Maelstrom takes the first JSON value of a line and checks the envelope: src, dest and body, perhaps an id, nothing
// else. An invalid line ends the thread that reads the node. The receiver checks the body.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/envelope.hpp"

namespace maelstrom::conformance {

// Both are phrases without a full stop, empty if there is no problem.
struct NodeLine {
  std::string mutes;  // why Maelstrom reads nothing more of this node
  std::string flaw;   // Maelstrom accepts the line although it is not exactly one JSON message, and reads `message`
};

// Not thread-safe: one reader per thread.
class NodeOutputReader {
 public:
  // Reads a line of the node `node_id`. Does not check whether the destination exists.
  NodeLine read(std::string_view node_id, std::string_view line);

  // The message of the last `read` that does not mute. A view into the line and into this reader, valid until the next
  // call. Its type is empty, and its msg_id and in_reply_to are nullopt, if the body has none of the usual form; the
  // fields have the exact bytes. A body of null, [] or "" reads as {}, as in Maelstrom.
  const host::Envelope& message() const { return *message_; }

 private:
  struct Members;

  NodeLine read_loosely(std::string_view line);
  std::string read_members(std::string_view text, std::string_view& behind);
  std::string interpret(const Members& members);
  void read_body(std::string_view body);
  std::string_view decode(std::string_view text, bool escaped);

  host::EnvelopeReader reader_;
  const host::Envelope* message_ = nullptr;
  host::Envelope loose_;  // of a line that is malformed for `reader_`
  std::vector<host::Field> fields_;
  std::deque<std::string> decoded_;
  std::string repaired_;  // the line in valid UTF-8
};

}  // namespace maelstrom::conformance
