// Maelstrom's pn-counter workload: a counter that grows and shrinks. It is two counters that only grow, of what was
// added and of what was subtracted: so a replica can merge another by taking the larger of each count.
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include <maelstrom/workload.hpp>

#include "../shared/grow_only_counter.hpp"
#include "../shared/incarnation.hpp"

namespace {

using namespace std::chrono_literals;
using maelstrom::Request;
using plugins::GrowOnlyCounter;

constexpr std::chrono::nanoseconds kInterval = 1s;
// So often even a peer with the same counts gets a message: it may have restarted.
constexpr int kRoundsOfHeartbeat = 4;

class PnCounter : public maelstrom::Workload {
 public:
  explicit PnCounter(maelstrom::Host node_host) : Workload(node_host) {
    on("add", [this](Request& request) {
      add(request.get<std::int64_t>("delta"));
      request.reply("add_ok");
    });
    on("read", [this](Request& request) { request.reply("read_ok", {{"value", value()}}); });
    on("gossip", [this](Request& request) { receive(request); });
  }

 private:
  // Another node, as its last message described it.
  struct Peer {
    GrowOnlyCounter::Counts added;
    GrowOnlyCounter::Counts subtracted;
    bool wants_reply = false;  // it did not know whether this node had the same counts
  };

  void on_start() override {
    incarnation_ = plugins::new_incarnation(host());
    for (const std::string& id : peers()) {
      peers_[id];
    }
    every(kInterval, [this] { gossip(); });
  }

  void add(std::int64_t delta) {
    const auto number = static_cast<std::uint64_t>(delta);
    if (delta >= 0) {
      added_.add(incarnation_, number);
    } else {
      subtracted_.add(incarnation_, 0 - number);  // right for -2^63 too, whose negation has no int64_t
    }
  }

  std::int64_t value() const { return static_cast<std::int64_t>(added_.sum() - subtracted_.sum()); }

  void gossip() {
    const bool is_empty = added_.counts().empty() && subtracted_.counts().empty();
    const bool is_heartbeat = ++round_ % kRoundsOfHeartbeat == 0 && !is_empty;
    for (auto& [id, peer] : peers_) {
      const bool differs = peer.added != added_.counts() || peer.subtracted != subtracted_.counts();
      if (differs || peer.wants_reply || is_heartbeat) {
        send(id, "gossip",
             {{"added", added_.counts()}, {"subtracted", subtracted_.counts()}, {"wants_reply", differs}});
        peer.wants_reply = false;
      }
    }
  }

  void receive(Request& request) {
    const auto peer = peers_.find(std::string(request.src()));
    if (peer == peers_.end()) {
      throw maelstrom::Error(maelstrom::ErrorCode::kNotSupported, "only nodes send gossip");
    }
    auto added = request.get<GrowOnlyCounter::Counts>("added");
    auto subtracted = request.get<GrowOnlyCounter::Counts>("subtracted");
    peer->second.wants_reply = request.get<bool>("wants_reply");
    peer->second.added = std::move(added);
    peer->second.subtracted = std::move(subtracted);
    added_.merge(peer->second.added);
    subtracted_.merge(peer->second.subtracted);
  }

  GrowOnlyCounter added_;
  GrowOnlyCounter subtracted_;
  std::string incarnation_;
  std::map<std::string, Peer> peers_;
  int round_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(PnCounter, "pn-counter", "1.0.0",
                 "A counter that grows and shrinks: each node counts its own adds and subtractions, and all merge",
                 "add", "gossip", "read");
