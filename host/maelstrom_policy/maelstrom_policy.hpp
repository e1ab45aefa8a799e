// Requirements of Maelstrom on its nodes beyond the protocol. No other transport has them.
//
// - It registers the nodes of a cluster in its network one after the other, and mutes a node that writes to one not
//   registered yet: output waits until the first message after init, which shows that all are registered (db.clj,
//   setup!; process.clj, start-node!; net.clj, validate-msg).
// - It delivers messages for a killed node to that node's next incarnation: a client's request from before the init of
//   this incarnation is left over, and its client may have timed out (pull request 102).
// - Its clients time out after 5 s and may disconnect, and a reply to a disconnected client mutes the node: a reply
//   later than the reply deadline is dropped. Nodes and services do not disconnect (client.clj, default-timeout).
//
// The files are those of src/maelstrom/ in jepsen-io/maelstrom at cb7f072.
//
// Each of the three can be switched off. Sans-I/O: this class decides, the node acts. [loop]
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
  // A reply to a client's request older than this is dropped. 0: no deadline, and no request is treated as left over.
  std::int64_t reply_deadline_ns = 4'500'000'000;

  // Whether output waits for the first message after init.
  bool holds_output = true;

  // For a transport without these requirements.
  static MaelstromPolicyOptions none() { return {0, false}; }
};

class MaelstromPolicy {
 public:
  explicit MaelstromPolicy(const MaelstromPolicyOptions& options) : options_(options), holds_(options.holds_output) {}

  // ---- Output waits until the first message after init

  // Whether messages of the plugin wait now. Replies never wait: the sender of a request is registered.
  bool holds() const { return holds_; }

  // Whether the queue is full, and the size of the waiting lines in bytes.
  bool is_full() const { return held_bytes_ >= kMostHeld; }
  std::size_t held_bytes() const { return held_bytes_; }

  // Keeps a copy of a message; or the timeout of a request, which starts when the request is sent. REQUIRES: holds().
  void hold(const OutgoingMessage& message);
  void hold_timeout(maelstrom_rpc handle, std::int64_t timeout_ns) {
    assert(holds_);
    held_timeouts_.emplace_back(handle, timeout_ns);
  }

  // The handles and timeouts (ns) of the held requests.
  using Timeouts = std::vector<std::pair<maelstrom_rpc, std::int64_t>>;

  // Ends the hold, and moves the waiting messages to `outbox`.
  Timeouts release(Outbox& outbox);

  // Drops the waiting messages, because the plugin failed to start. Continues to hold.
  Timeouts drop_held();

  // ---- Requests left over from an earlier incarnation

  // The network's id of the init of this incarnation; empty if it had none.
  void begin_life(std::string_view init_id) { init_id_ = init_id; }
  const std::string& init_id() const { return init_id_; }

  // Whether the message, if it is a client's, is a request to an earlier incarnation.
  bool may_be_left_over(const Envelope& message) const {
    return message.id.size() <= init_id_.size() && precedes_init(message);  // ids increase: usually it is longer
  }

  // ---- The reply deadline

  bool has_deadline() const { return options_.reply_deadline_ns != 0; }
  std::int64_t reply_deadline_ns() const { return options_.reply_deadline_ns; }

  // Whether a client's request of this age is too old to be answered.
  bool is_too_old(std::int64_t age_ns) const { return has_deadline() && age_ns > options_.reply_deadline_ns; }

 private:
  static constexpr std::size_t kMostHeld = std::size_t{1} << 20;  // bytes; the last message may exceed it

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
