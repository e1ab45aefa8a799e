// Maelstrom's g-counter workload: a counter that only grows. Every node answers from its own replica, and every second
// sends the others all its counts if they differ. A merge takes the larger of each count, so nothing is added twice.
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

class GCounter : public maelstrom::Workload {
 public:
  explicit GCounter(maelstrom::Host node_host) : Workload(node_host) {
    on("add", [this](Request& request) {
      counter_.add(incarnation_, request.get<std::uint64_t>("delta"));
      request.reply("add_ok");
    });
    on("read", [this](Request& request) { request.reply("read_ok", {{"value", counter_.sum()}}); });
    on("gossip", [this](Request& request) { receive(request); });
  }

 private:
  // Another node, as its last message described it.
  struct Peer {
    GrowOnlyCounter::Counts counts;
    bool wants_reply = false;  // it did not know whether this node had the same counts
  };

  void on_start() override {
    incarnation_ = plugins::new_incarnation(host());
    for (const std::string& id : peers()) {
      peers_[id];
    }
    every(kInterval, [this] { gossip(); });
  }

  void gossip() {
    const bool is_heartbeat = ++round_ % kRoundsOfHeartbeat == 0 && !counter_.counts().empty();
    for (auto& [id, peer] : peers_) {
      const bool differs = peer.counts != counter_.counts();
      if (differs || peer.wants_reply || is_heartbeat) {
        send(id, "gossip", {{"counts", counter_.counts()}, {"wants_reply", differs}});
        peer.wants_reply = false;
      }
    }
  }

  void receive(Request& request) {
    const auto peer = peers_.find(std::string(request.src()));
    if (peer == peers_.end()) {
      throw maelstrom::Error(maelstrom::ErrorCode::kNotSupported, "only nodes send gossip");
    }
    auto counts = request.get<GrowOnlyCounter::Counts>("counts");
    peer->second.wants_reply = request.get<bool>("wants_reply");
    peer->second.counts = std::move(counts);
    counter_.merge(peer->second.counts);
  }

  GrowOnlyCounter counter_;
  std::string incarnation_;
  std::map<std::string, Peer> peers_;
  int round_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(GCounter, "g-counter", "1.0.0", "A grow-only counter: each node counts its own adds, and all merge",
                 "add", "gossip", "read");
