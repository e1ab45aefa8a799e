#include "host/maelstrom_policy/maelstrom_policy.hpp"

#include <cassert>
#include <optional>

#include <maelstrom/text_buffer.hpp>

#include "host/outbox/line_outbox.hpp"
#include "protocol/decimal.hpp"

namespace maelstrom::host {

void MaelstromPolicy::hold(const OutgoingMessage& message) {
  assert(holds_);
  TextBuffer line;
  append_line(line, message);
  held_bytes_ += line.size();
  held_.push_back({std::string(message.src_json), std::string(message.dest_json), message.id, message.id_value,
                   std::string(message.object)});
}

MaelstromPolicy::Timeouts MaelstromPolicy::release(Outbox& outbox) {
  holds_ = false;
  for (const HeldMessage& held : held_) {
    outbox.add({held.src_json, held.dest_json, held.id, held.id_value, held.object});
  }
  return drop_held();
}

MaelstromPolicy::Timeouts MaelstromPolicy::drop_held() {
  std::vector<HeldMessage>().swap(held_);  // assignment would keep the memory
  held_bytes_ = 0;
  return std::exchange(held_timeouts_, {});
}

// Maelstrom numbers all messages of all nodes with one counter (jepsen-io/maelstrom, src/maelstrom/net.clj at cb7f072,
// send!). Since its pull request 102 it can kill a node, and delivers the messages of that time to the node's next
// incarnation.
bool MaelstromPolicy::precedes_init(const Envelope& message) const {
  const std::optional<std::int64_t> id = parse_integer(message.id);
  const std::optional<std::int64_t> init = parse_integer(init_id_);
  return id && init && *id < *init && message.msg_id && has_deadline();
}

}  // namespace maelstrom::host
