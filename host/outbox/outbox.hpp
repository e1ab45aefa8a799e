// The interface between a node's output and its transport.
//
// A transport that writes lines uses a LineOutbox; a transport that needs the destination of a message has its own
// class. [loop]
#pragma once

#include <cstdint>
#include <string_view>

namespace maelstrom::host {

// A message that has passed the output gate. Its texts are borrowed for the call.
struct OutgoingMessage {
  // The member that the host adds to a body: at most one.
  enum class Id : std::uint8_t { kNone, kMsgId, kInReplyTo };

  std::string_view src_json;   // JSON strings with their quotes
  std::string_view dest_json;  //
  Id id = Id::kNone;
  std::int64_t id_value = 0;  // of the member that `id` names
  std::string_view object;    // the body as the plugin gave it, without that member: '{' to '}', on one line
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  // Takes the message: it is sent unless the process dies before the transport's next flush.
  virtual void add(const OutgoingMessage& message) = 0;
};

}  // namespace maelstrom::host
