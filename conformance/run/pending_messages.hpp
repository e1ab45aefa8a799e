// Messages that were sent and have not arrived: in flight, or waiting for a node that is down (jepsen-io/maelstrom,
// src/maelstrom/net.clj and db.clj at commit cb7f072).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/run/network.hpp"
#include "history/node_index.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

// The most messages that wait for a node that is down; Maelstrom's max-queue-size.
inline constexpr std::size_t kLongestQueue = 10;

struct Message {
  Address src;
  Address dest;
  std::uint64_t id = 0;
  Time arrival = 0;  // when its latency has passed
  std::string body;
};

class PendingMessages {
 public:
  // Identifies a message in flight.
  using Place = std::uint32_t;

  explicit PendingMessages(std::size_t node_count) : waiting_(node_count) {}

  // Adds a message in flight.
  Place post(Message message);

  // Removes a message that arrives. nullopt if its node went down meanwhile.
  std::optional<Message> take(Place place);

  std::size_t under_way_to(NodeIndex node) const;

  // Whether the queue of a node that is down is full: the next message is lost.
  bool is_full(NodeIndex node) const { return waiting_[node].size() >= kLongestQueue; }

  // Queues a message for its node, which is down.
  void wait(Message message) { waiting_[message.dest.index].push_back(std::move(message)); }

  // A node goes down: all messages in flight to it are queued too, without a limit. Calls on_message for each one.
  void hold(NodeIndex node, const std::function<void(const Message&)>& on_message);

  // A node is up again: removes and returns its queued messages, in order of arrival.
  std::vector<Message> release(NodeIndex node);

 private:
  std::vector<std::optional<Message>> under_way_;  // empty: free, or its node went down meanwhile
  std::vector<Place> free_;
  std::vector<std::vector<Message>> waiting_;  // by node
};

}  // namespace maelstrom::conformance
