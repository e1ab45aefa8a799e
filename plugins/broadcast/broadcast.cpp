// Maelstrom's broadcast workload: every message that a client gives to one node reaches all nodes, in few messages
// between the nodes and in a short time.
//
// The nodes are a star. Each sends its news in batches to its parent, the first node of the cluster, and this one sends
// them to all others, its children. A parent that does not answer is replaced by the next node. The README has the
// reasons, the timing and the figures.
#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/workload.hpp>

#include "../shared/incarnation.hpp"
#include "../shared/replicated_set.hpp"

namespace {

using namespace std::chrono_literals;
using maelstrom::JsonText;
using maelstrom::Request;
using maelstrom::Timer;
using plugins::covers;
using plugins::ReplicatedSet;
using plugins::Version;
using Time = std::chrono::nanoseconds;

// How long news are collected. With a latency of L between nodes, a cycle of batches takes 2 L + pause + gather.
struct Pace {
  Time pause;   // a child sends its news so long after its parent's last batch: all children at the same time,
  Time gather;  // and the parent when no batch of them has come for so long
  Time period;  // if no batch comes: the longest that news wait at a child, or at a parent since its last batch
};
constexpr Pace kLowLatency = {85ms, 15ms, 300ms};
constexpr Pace kRelaxed = {1025ms, 25ms, 1250ms};

constexpr int kMostGathers = 4;  // the parent waits for at most so many times `gather`

constexpr Time kLongAgo = -1h;
constexpr Time kUpkeep = 500ms;     // how often the next four are looked at
constexpr Time kAckDelay = 1500ms;  // a batch is acknowledged by the next batch, or alone after this time
constexpr Time kRetry = 3s;         // what is not acknowledged is sent again
constexpr Time kSilence = 3s;       // a node that does not acknowledge for so long is suspected
constexpr Time kHeartbeat = 5s;     // a link without messages for so long is tested with an empty batch

class Broadcast : public maelstrom::Workload {
 public:
  explicit Broadcast(maelstrom::Host node_host) : Workload(node_host) {
    const std::string_view latency = option("latency").value_or("low");
    if (latency != "low" && latency != "relaxed") {
      throw std::invalid_argument("latency is low or relaxed, not " + std::string(latency));
    }
    pace_ = latency == "low" ? kLowLatency : kRelaxed;

    on("topology", [](Request& request) {
      request.get<std::map<std::string, std::vector<std::string>>>("topology");  // not used: the nodes are a star
      request.reply("topology_ok");
    });
    on("broadcast", [this](Request& request) {
      set_.add(JsonText(request.field("message")));
      request.reply("broadcast_ok");
      plan_parent();
      plan_children(false);
    });
    on("read", [this](Request& request) { request.reply("read_ok", {{"messages", set_.elements()}}); });
    on("batch", [this](Request& request) { receive_batch(request); });
    on("ack", [this](Request& request) { receive_version(request); });
  }

 private:
  // Another node, as far as this one knows it.
  struct Peer {
    std::string id;
    bool is_earlier;                    // in the order of the nodes: a possible parent; otherwise a possible child
    bool is_child;                      // it takes this node for a possible parent
    Version has = {};                   // what it had when it sent its last message
    Version sent = {};                  // what it has if no batch was lost
    Version awaited = {};               // what it must have to acknowledge the batch of `asked_at`
    std::optional<Time> asked_at = {};  // the first batch that it has not acknowledged
    std::optional<Time> owed_at = {};   // its first batch that this node has not acknowledged
    std::optional<Time> sent_at = {};   // the last batch to it
    std::optional<Time> heard_at = {};  // the last message from it
  };

  void on_start() override {
    set_.start(plugins::new_incarnation(host()));
    bool is_earlier = true;
    for (const std::string& id : node_ids()) {
      if (id == node_id()) {
        is_earlier = false;
      } else {
        peers_.push_back({.id = id, .is_earlier = is_earlier, .is_child = node_ids().front() == node_id()});
      }
    }
    every(kUpkeep, [this] { look_after_links(); });
  }

  Time now() const { return Time(host().monotonic_ns()); }

  // ---- The star

  bool is_suspected(const Peer& peer) const { return peer.asked_at && now() - *peer.asked_at >= kSilence; }

  // The first node before this one that is not suspected; null: this node has no parent.
  Peer* parent() {
    const auto found = std::find_if(peers_.begin(), peers_.end(),
                                    [this](const Peer& peer) { return peer.is_earlier && !is_suspected(peer); });
    return found == peers_.end() ? nullptr : &*found;
  }

  // Whether a suspected peer would be the parent if it answered, or it is the parent.
  bool is_possible_parent(const Peer& peer) {
    const Peer* const first = parent();
    return peer.is_earlier && (first == nullptr || &peer <= first);
  }

  // ---- News: when to send it

  // Whether this node has something that it has not sent to the peer, nor received from it.
  bool has_news_for(const Peer& peer) const { return !covers(peer.sent, set_.version()); }

  // After a batch of the parent the timer already runs. Without it the next batch is probably under way, so wait for
  // that; but after a quiet time there is none.
  void plan_parent() {
    if (!parent_timer_.waiting()) {
      const bool is_quiet = now() - last_exchange_ > pace_.period;
      parent_timer_ = after(is_quiet ? pace_.gather : pace_.period, [this] { send_to_parent(); });
    }
  }

  // after_batch: a child's batch has come, so those of the others are about to come; unless it is a late one of the
  // last round.
  void plan_children(bool after_batch) {
    const bool is_late = now() - last_round_ < pace_.period * 3 / 4;
    const Time soon = now() + pace_.gather;
    if (after_batch && !is_late) {
      first_batch_at_ = first_batch_at_.value_or(now());
      send_to_children_at(std::min(soon, *first_batch_at_ + kMostGathers * pace_.gather));
    } else if (!children_timer_.waiting()) {
      send_to_children_at(std::max(soon, last_round_ + pace_.period));
    }
  }

  void send_to_children_at(Time time) {
    children_timer_.cancel();
    children_timer_ = after(std::max(time - now(), Time(0)), [this] { send_to_children(); });
  }

  void send_to_parent() {
    Peer* const peer = parent();
    if (peer != nullptr && has_news_for(*peer)) {
      last_exchange_ = now();
      send_batch(*peer);
    }
  }

  void send_to_children() {
    last_round_ = now();
    first_batch_at_.reset();
    for (Peer& peer : peers_) {
      if (peer.is_child && !is_suspected(peer)) {
        if (has_news_for(peer)) {
          send_batch(peer);
        } else if (peer.owed_at) {
          send_ack(peer);
        }
      }
    }
  }

  // A batch, empty or not, asks for an acknowledgement. It has all that the peer has not acknowledged.
  void send_batch(Peer& peer) {
    const ReplicatedSet::Difference missing = set_.missing(peer.has);
    send(peer.id, "batch",
         {{"version", set_.version()},
          {"to_parent", is_possible_parent(peer)},
          {"from", missing.from},
          {"elements", missing.elements}});
    peer.sent = set_.version();
    peer.sent_at = now();
    peer.owed_at.reset();
    if (!peer.asked_at) {
      await_ack(peer);
    }
  }

  void send_ack(Peer& peer) {
    send(peer.id, "ack", {{"version", set_.version()}, {"to_parent", is_possible_parent(peer)}});
    peer.owed_at.reset();
  }

  void await_ack(Peer& peer) {
    peer.asked_at = now();
    peer.awaited = set_.version();
  }

  // ---- Messages of the other nodes

  void receive_batch(Request& request) {
    const auto from = request.get<Version>("from");
    const auto elements = request.get<std::map<std::string, std::vector<JsonText>>>("elements");
    Peer& peer = receive_version(request);
    set_.merge(from, elements);
    peer.owed_at = peer.owed_at.value_or(now());
    plan_parent();
    plan_children(peer.is_child);
  }

  // The part that a batch and an acknowledgement have in common.
  Peer& receive_version(Request& request) {
    const auto found =
        std::find_if(peers_.begin(), peers_.end(), [&request](const Peer& peer) { return peer.id == request.src(); });
    if (found == peers_.end()) {
      throw maelstrom::Error(maelstrom::ErrorCode::kNotSupported, "only nodes send " + std::string(request.type()));
    }
    Peer& peer = *found;
    auto version = request.get<Version>("version");
    peer.is_child = request.get<bool>("to_parent");
    peer.heard_at = now();
    const bool has_less = !covers(version, peer.has);  // it was restarted, or an old message was overtaken
    peer.has = std::move(version);
    peer.sent = has_less ? peer.has : plugins::joined(std::move(peer.sent), peer.has);
    if (peer.asked_at && covers(peer.has, peer.awaited)) {
      peer.asked_at.reset();
      if (!covers(peer.has, peer.sent)) {  // later batches are still to be acknowledged
        await_ack(peer);
      }
    }
    if (&peer == parent()) {
      last_exchange_ = now();
      parent_timer_.cancel();
      parent_timer_ = after(pace_.pause, [this] { send_to_parent(); });
    } else if (has_news_for(peer)) {
      plan_children(false);
    }
    return peer;
  }

  // ---- What goes wrong

  void look_after_links() {
    const auto since = [this](const std::optional<Time>& time) { return now() - time.value_or(now()); };
    Peer* const own_parent = parent();
    for (Peer& peer : peers_) {
      const bool is_link = peer.is_child || &peer == own_parent;
      const Time silence = since(std::max(peer.sent_at, peer.heard_at));
      const Time patience = peer.is_child ? kHeartbeat + 2s : kHeartbeat;  // the child tests first
      if (peer.asked_at && (peer.is_child || peer.is_earlier) ? since(peer.sent_at) >= kRetry
                                                              : is_link && silence >= patience) {
        send_batch(peer);
      } else if (since(peer.owed_at) >= kAckDelay) {
        send_ack(peer);
      }
    }
    if (own_parent != nullptr && has_news_for(*own_parent)) {
      plan_parent();
    }
  }

  Pace pace_;
  ReplicatedSet set_;
  std::vector<Peer> peers_;
  Timer parent_timer_;
  Timer children_timer_;
  Time last_exchange_ = kLongAgo;       // the last batch to the parent, or message from it
  std::optional<Time> first_batch_at_;  // of the children, since the last round
  Time last_round_ = kLongAgo;          // the last batches to the children
};

}  // namespace

MAELSTROM_PLUGIN(Broadcast, "broadcast", "1.0.0", "Spreads messages to all nodes in few batches, over a star of nodes",
                 "ack", "batch", "broadcast", "read", "topology");
