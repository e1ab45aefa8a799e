#include "conformance/run/network.hpp"

namespace maelstrom::conformance {
namespace {

bool involves_client(Address src, Address dest) {
  return src.kind == Address::Kind::kClient || dest.kind == Address::Kind::kClient;
}

constexpr std::uint64_t kLongestDetour = 200 * kMillisecond;  // extra latency of a message that others may overtake
constexpr std::uint64_t kLongestSpike = 2 * kSecond;
constexpr Time kSpikeFactor = 10;

constexpr std::uint8_t bit_of(FaultKind kind) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
}

}  // namespace

Network::Network(std::size_t node_count, Latency latency, Choices& choices)
    : node_count_(node_count),
      latency_(latency),
      choices_(choices.stream("network")),
      drops_(node_count * node_count, 0) {}

MessageCounts& Network::counts(Address src, Address dest) {
  return involves_client(src, dest) ? statistics_.clients : statistics_.servers;
}

std::uint64_t Network::send(Address src, Address dest) {
  ++counts(src, dest).sent;
  return next_id_++;
}

bool Network::happens(FaultKind kind) {
  const double probability = probability_.at(static_cast<std::size_t>(kind));
  return probability > 0 && choices_->unit() < probability;
}

std::uint32_t Network::copies(Address src, Address dest) {
  if (involves_client(src, dest)) {
    return 1;
  }
  if (happens(FaultKind::kLoss)) {
    lose();
    return 0;
  }
  return happens(FaultKind::kDuplicate) ? 2 : 1;
}

Time Network::latency(Address src, Address dest) {
  if (involves_client(src, dest)) {
    return 0;
  }
  const auto mean = static_cast<std::uint64_t>(latency_.mean);
  Time time = latency_.mean;
  if (latency_.mean != 0 && latency_.distribution == LatencyDistribution::kUniform) {
    time = static_cast<Time>(choices_->below(2 * mean));
  } else if (latency_.mean != 0 && latency_.distribution == LatencyDistribution::kExponential) {
    time = static_cast<Time>(choices_->exponential(mean));
  }
  if (happens(FaultKind::kReorder)) {
    time += static_cast<Time>(choices_->below(kLongestDetour));
  }
  return happens(FaultKind::kDelaySpike) ? kSpikeFactor * time + static_cast<Time>(choices_->below(kLongestSpike))
                                         : time;
}

bool Network::receive(Address src, Address dest) {
  const bool between_nodes = src.kind == Address::Kind::kNode && dest.kind == Address::Kind::kNode;
  if (cut_ && between_nodes && drops(dest.index, src.index) != 0) {
    lose();
    return false;
  }
  ++counts(src, dest).received;
  return true;
}

void Network::cut(FaultKind kind, const Grudge& grudge) {
  heal(kind);
  for (NodeIndex dest = 0; dest < grudge.size(); ++dest) {
    for (const NodeIndex src : grudge[dest]) {
      drops(dest, src) |= bit_of(kind);
      cut_ = true;
    }
  }
}

void Network::heal(FaultKind kind) {
  cut_ = false;
  for (std::uint8_t& kinds : drops_) {
    kinds &= static_cast<std::uint8_t>(~bit_of(kind));
    cut_ = cut_ || kinds != 0;
  }
}

}  // namespace maelstrom::conformance
