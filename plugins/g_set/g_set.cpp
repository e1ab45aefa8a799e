// Maelstrom's g-set workload: a set that only grows. Every node answers from its own replica, and every second each
// sends each other node what that one lacks. A replica cannot conflict with another: a union is always right.
#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include <maelstrom/workload.hpp>

#include "../shared/incarnation.hpp"
#include "../shared/replicated_set.hpp"

namespace {

using namespace std::chrono_literals;
using maelstrom::JsonText;
using maelstrom::Request;
using plugins::covers;
using plugins::Version;

constexpr std::chrono::nanoseconds kInterval = 1s;
constexpr int kRoundsOfHeartbeat = 4;  // so often even a peer that lacks nothing gets a message: it may have restarted

class GSet : public maelstrom::Workload {
 public:
  explicit GSet(maelstrom::Host node_host) : Workload(node_host) {
    on("add", [this](Request& request) {
      set_.add(JsonText(request.field("element")));
      request.reply("add_ok");
    });
    on("read", [this](Request& request) { request.reply("read_ok", {{"value", set_.elements()}}); });
    on("gossip", [this](Request& request) { receive(request); });
  }

 private:
  // Another node, as its last message described it.
  struct Peer {
    Version version;           // what it had
    bool wants_reply = false;  // it did not know whether this node had all of that
  };

  void on_start() override {
    set_.start(plugins::new_incarnation(host()));
    for (const std::string& id : peers()) {
      peers_[id];
    }
    every(kInterval, [this] { gossip(); });
  }

  void gossip() {
    const bool is_heartbeat = ++round_ % kRoundsOfHeartbeat == 0 && !set_.elements().empty();
    for (auto& [id, peer] : peers_) {
      const bool lacks_some = !covers(peer.version, set_.version());
      if (lacks_some || peer.wants_reply || is_heartbeat) {
        const auto missing = set_.missing(peer.version);
        send(id, "gossip",
             {{"version", set_.version()},
              {"wants_reply", lacks_some},
              {"from", missing.from},
              {"elements", missing.elements}});
        peer.wants_reply = false;
      }
    }
  }

  void receive(Request& request) {
    const auto peer = peers_.find(std::string(request.src()));
    if (peer == peers_.end()) {
      throw maelstrom::Error(maelstrom::ErrorCode::kNotSupported, "only nodes send gossip");
    }
    auto version = request.get<Version>("version");
    const auto from = request.get<Version>("from");
    const auto elements = request.get<std::map<std::string, std::vector<JsonText>>>("elements");
    peer->second.wants_reply = request.get<bool>("wants_reply");
    peer->second.version = std::move(version);
    set_.merge(from, elements);
  }

  plugins::ReplicatedSet set_;
  std::map<std::string, Peer> peers_;
  int round_ = 0;
};

}  // namespace

MAELSTROM_PLUGIN(GSet, "g-set", "1.0.0",
                 "A grow-only set: each node has a replica, and sends the others what they lack", "add", "gossip",
                 "read");
