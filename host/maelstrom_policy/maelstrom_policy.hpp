// What Maelstrom demands of its nodes beyond the protocol, and no other transport does.
//
// - It makes the nodes of a cluster known to its network one after the other, and mutes a node that writes to one not
//   known yet: output waits until the first message after init, which shows that all are known (db.clj, setup!;
//   process.clj, start-node!; net.clj, validate-msg).
// - It gives what came for a killed node to that node's next life: a client's request from before this life's init is
//   left over, and its client may be gone (pull request 102).
// - Its clients give up after 5 s and may vanish, and a reply to one that vanished mutes the node: a reply older than
//   the reply deadline is dropped. Nodes and services stay (client.clj, default-timeout).
//
// The files are those of src/maelstrom/ in jepsen-io/maelstrom at cb7f072.
//
// Each of the three can be switched off. Sans-I/O: the node asks, and does what comes of it. [loop]
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#include "host/outbox/outbox.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::host {

struct MaelstromPolicyOptions {
  // A reply to a client's request that is older than this is dropped. 0: never, and no request is left over either.
  std::int64_t reply_deadline_ns = 4'500'000'000;

  // Whether output waits for the first message after init.
  bool holds_output = true;

  // For a transport that demands none of it.
  static MaelstromPolicyOptions none() { return {0, false}; }
};

class MaelstromPolicy {
 public:
  explicit MaelstromPolicy(const MaelstromPolicyOptions& options) : options_(options), holds_(options.holds_output) {}

  // ---- Output waits until the first message after init

  // Whether what the plugin sends waits now. Replies never do: whoever has asked is known.
  bool holds() const { return holds_; }

  // Whether too much waits already to hold one message more, and how much that is, in bytes of lines.
  bool is_full() const { return held_bytes_ >= kMostHeld; }
  std::size_t held_bytes() const { return held_bytes_; }

  // Keeps a message, of which it makes a copy; or the timeout of a request, whose time begins when the request leaves.
  // REQUIRES: holds().
  void hold(const OutgoingMessage& message);
  void hold_timeout(maelstrom_rpc handle, std::int64_t timeout_ns) {
    assert(holds_);
    held_timeouts_.emplace_back(handle, timeout_ns);
  }

  // The handles and timeouts of the requests that were held, in ns.
  using Timeouts = std::vector<std::pair<maelstrom_rpc, std::int64_t>>;

  // Ends the hold, and moves what waits to `outbox`.
  Timeouts release(Outbox& outbox);

  // Forgets what waits, because the plugin has not started. Goes on holding.
  Timeouts drop_held();

  // ---- Requests that are left over from an earlier life

  // The init that began this life has this id, which the network gave it; or none, if it is empty.
  void begin_life(std::string_view init_id) { init_id_ = init_id; }
  const std::string& init_id() const { return init_id_; }

  // Whether the message is a request to an earlier life if it is a client's.
  bool may_be_left_over(const Envelope& message) const {
    return message.id.size() <= init_id_.size() && precedes_init(message);  // ids count up: usually it is longer
  }

  // ---- The reply deadline

  bool has_deadline() const { return options_.reply_deadline_ns != 0; }
  std::int64_t reply_deadline_ns() const { return options_.reply_deadline_ns; }

  // Whether a client's request of this age may not be answered any more.
  bool is_too_old(std::int64_t age_ns) const { return has_deadline() && age_ns > options_.reply_deadline_ns; }

 private:
  static constexpr std::size_t kMostHeld = std::size_t{1} << 20;  // bytes, and what one message has more

  struct HeldMessage {
    std::string src_json;
    std::string dest_json;
    OutgoingMessage::Id id;
    std::int64_t id_value;
    std::string object;
  };

  bool precedes_init(const Envelope& message) const;

  const MaelstromPolicyOptions options_;
  bool holds_;
  std::vector<HeldMessage> held_;
  std::size_t held_bytes_ = 0;
  Timeouts held_timeouts_;
  std::string init_id_;
};

}  // namespace maelstrom::host
