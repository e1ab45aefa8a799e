#include "host/outbox/line_outbox.hpp"

#include <cstddef>
#include <cstring>

#include <maelstrom/short_text.hpp>

#include "protocol/decimal.hpp"

namespace maelstrom::host {
namespace {

constexpr std::size_t kKeptCapacity = std::size_t{1} << 20;

char* put(char* to, std::string_view text) {
  detail::copy_text(to, text);
  return to + text.size();
}

// The size is known at compile time: a few instructions, not a call.
template <std::size_t kSize>
char* put_literal(char* to, const char (&text)[kSize]) {
  std::memcpy(to, text, kSize - 1);
  return to + kSize - 1;
}

// Inline: the only copy of a message's bytes on output.
inline void append(TextBuffer& bytes, const OutgoingMessage& message) {
  using Id = OutgoingMessage::Id;
  constexpr std::size_t kFrame = sizeof R"({"src":,"dest":,"body":{"in_reply_to":,}})" + kMostDigits;
  char* to = bytes.room(message.src_json.size() + message.dest_json.size() + message.object.size() + kFrame);
  to = put_literal(to, R"({"src":)");
  to = put(to, message.src_json);
  to = put_literal(to, R"(,"dest":)");
  to = put(to, message.dest_json);
  to = put_literal(to, R"(,"body":{)");
  if (message.id != Id::kNone) {
    to = message.id == Id::kMsgId ? put_literal(to, R"("msg_id":)") : put_literal(to, R"("in_reply_to":)");
    to = put_integer(to, message.id_value);
    *to++ = ',';
  }
  to = put(to, message.object.substr(1));
  to = put_literal(to, "}\n");
  bytes.grow_to(to);
}

}  // namespace

void append_line(TextBuffer& to, const OutgoingMessage& message) {
  append(to, message);
}

void LineOutbox::add(const OutgoingMessage& message) {
  append(bytes_, message);
}

void LineOutbox::clear() {
  if (bytes_.capacity() > kKeptCapacity) {
    bytes_ = TextBuffer();
  } else {
    bytes_.clear();
  }
}

}  // namespace maelstrom::host
