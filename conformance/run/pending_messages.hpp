// The messages that are sent and have not arrived: under way, or waiting for a node that is down (jepsen-io/maelstrom,
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
  // The name of a message that is under way.
  using Place = std::uint32_t;

  explicit PendingMessages(std::size_t node_count) : waiting_(node_count) {}

  // A message is under way.
  Place post(Message message);

  // Removes it: it arrives. nullopt if its node went down meanwhile.
  std::optional<Message> take(Place place);

  std::size_t under_way_to(NodeIndex node) const;

  // Whether so many messages wait for a node that is down that another one is lost.
  bool is_full(NodeIndex node) const { return waiting_[node].size() >= kLongestQueue; }

  // A message waits for its node, which is down.
  void wait(Message message) { waiting_[message.dest.index].push_back(std::move(message)); }

  // A node goes down: all messages in flight to it wait too, without a limit. Calls on_message for each one.
  void hold(NodeIndex node, const std::function<void(const Message&)>& on_message);

  // A node is up: takes out what waits for it, in the order of arrival.
  std::vector<Message> release(NodeIndex node);

 private:
  std::vector<std::optional<Message>> under_way_;  // empty: free, or its node went down meanwhile
  std::vector<Place> free_;
  std::vector<std::vector<Message>> waiting_;  // by node
};

}  // namespace maelstrom::conformance
