// The simulated network: reachability, latency, and message counts.
//
// Clients are next to their node: their messages have no latency and are not affected by partitions, because latency
// and loss there would only hide anomalies. Messages between servers, and between servers and services, have the
// latency of the plan.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "conformance/choices/choices.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/run/plan.hpp"
#include "history/faults.hpp"

namespace maelstrom::conformance {

struct Address {
  enum class Kind : std::uint8_t { kNode, kService, kClient };
  Kind kind = Kind::kNode;
  std::uint32_t index = 0;  // into the nodes, the services or the clients

  bool operator==(const Address&) const = default;
};

struct MessageCounts {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

// Counts as Maelstrom does: a message from or to a client is a client message; all others, including those of services,
// are server messages.
struct NetworkStatistics {
  MessageCounts clients;
  MessageCounts servers;
  std::uint64_t lost = 0;  // dropped by a partition, by loss, or because the queue of a node that was down was full

  MessageCounts all() const { return {clients.sent + servers.sent, clients.received + servers.received}; }
};

class Network {
 public:
  Network(std::size_t node_count, Latency latency, Choices& choices);

  // Counts a message that enters the network and returns the id of its envelope.
  std::uint64_t send(Address src, Address dest);

  // How many copies of a message arrive: 0 if it is lost, 2 if it is duplicated.
  std::uint32_t copies(Address src, Address dest);

  // The latency of a copy, drawn for each one.
  Time latency(Address src, Address dest);

  // Whether a message that arrives now gets through; counts it in either case. A partition also drops messages that
  // were already in flight.
  bool receive(Address src, Address dest);

  // Counts a message that is dropped because the queue of a node that is down is full.
  void lose() { ++statistics_.lost; }

  // Begins or ends a network fault. Each kind is active at most once.
  void cut(FaultKind kind, const Grudge& grudge);
  void heal(FaultKind kind);
  void disturb(FaultKind kind, double probability) { probability_.at(static_cast<std::size_t>(kind)) = probability; }

  const NetworkStatistics& statistics() const { return statistics_; }

 private:
  MessageCounts& counts(Address src, Address dest);
  std::uint8_t& drops(NodeIndex dest, NodeIndex src) { return drops_[dest * node_count_ + src]; }
  bool happens(FaultKind kind);

  std::size_t node_count_;
  Latency latency_;
  std::unique_ptr<ChoiceStream> choices_;
  std::uint64_t next_id_ = 0;
  bool cut_ = false;
  std::vector<std::uint8_t>
      drops_;  // a matrix: the kinds of cuts (bits) by which the row's node drops messages of the column's node
  std::array<double, kFaultKinds> probability_ = {};
  NetworkStatistics statistics_;
};

}  // namespace maelstrom::conformance
