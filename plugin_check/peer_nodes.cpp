#include "plugin_check/peer_nodes.hpp"

#include <algorithm>

#include "plugin_check/message_text.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {

PeerNodes::PeerNodes(LifeSource& lives, const NodeSetup& setup, FedClock& clock, const OnStep& on_step)
    : lives_(lives), setup_(setup), clock_(clock), on_step_(on_step) {}

PeerNodes::~PeerNodes() {
  for (const auto& [id, peer] : peers_) {
    peer->node.reset();
    lives_.end_life(*peer->plugin);
  }
}

PeerNodes::Peer& PeerNodes::find_or_make(const std::string& id) {
  if (const auto found = peers_.find(id); found != peers_.end()) {
    return *found->second;
  }
  auto peer = std::make_unique<Peer>(clock_, setup_.seed, "peer " + id);
  on_step_("create of the peer " + id);
  peer->plugin = &lives_.begin_life();
  try {
    peer->node = Probe::make(*peer->plugin, {}).make_node(peer->platform, {setup_.plugin_options});
    on_step_("start of the peer " + id);
    peer->node->receive(make_line("c0", id, make_init(id, setup_.ids, 1)), clock_.monotonic);
  } catch (const host::CreateFailed&) {
  }
  return *peers_.emplace(id, std::move(peer)).first->second;
}

void PeerNodes::receive(const std::string& id, std::string_view line) {
  const Peer& peer = find_or_make(id);
  if (peer.node != nullptr) {
    on_step_("at the peer " + id + ": handling " + excerpt(line, 300));
    peer.node->receive(line, clock_.monotonic);
  }
}

void PeerNodes::advance() {
  for (const auto& [id, peer] : peers_) {
    const auto due = peer->node == nullptr ? std::nullopt : peer->node->next_due();
    if (due && *due <= clock_.monotonic) {
      on_step_("at the peer " + id + ": a timer, a post or the completion of an rpc");
      peer->node->advance();
    }
  }
}

std::optional<std::int64_t> PeerNodes::next_due() const {
  std::optional<std::int64_t> next;
  for (const auto& [id, peer] : peers_) {
    const auto due = peer->node == nullptr ? std::nullopt : peer->node->next_due();
    next = due ? std::min(*due, next.value_or(*due)) : next;
  }
  return next;
}

std::string PeerNodes::take_sent() {
  std::string lines;
  for (const auto& [id, peer] : peers_) {
    if (peer->node != nullptr) {
      lines += peer->node->lines().bytes();
      peer->node->lines().clear();
    }
  }
  return lines;
}

}  // namespace maelstrom::conformance::check
