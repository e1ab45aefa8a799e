// The other nodes of the cluster: instances of the plugin under check, each created on the first message to it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <maelstrom/abi.h>

#include "host/node/node.hpp"
#include "plugin_check/fed_platform.hpp"
#include "plugin_check/node_setup.hpp"

namespace maelstrom::conformance::check {

class PeerNodes {
 public:
  // All of these must outlive it.
  PeerNodes(LifeSource& lives, const NodeSetup& setup, FedClock& clock, const OnStep& on_step);
  ~PeerNodes();
  PeerNodes(const PeerNodes&) = delete;
  PeerNodes& operator=(const PeerNodes&) = delete;

  // Delivers a line to the node `id`. A node that cannot be created ignores its messages.
  void receive(const std::string& id, std::string_view line);

  // Whether this node was created.
  bool contains(std::string_view id) const { return peers_.contains(id); }

  // Runs due events.
  void advance();
  std::optional<std::int64_t> next_due() const;

  // The lines sent since the last call.
  std::string take_sent();

 private:
  struct Peer {
    Peer(FedClock& clock, std::uint64_t seed, const std::string& stream) : platform(clock, seed, stream) {}

    FedPlatform platform;
    const maelstrom_plugin* plugin = nullptr;
    std::unique_ptr<host::Node> node;  // nullptr if create failed
  };

  Peer& find_or_make(const std::string& id);

  LifeSource& lives_;
  const NodeSetup& setup_;
  FedClock& clock_;
  const OnStep& on_step_;
  std::map<std::string, std::unique_ptr<Peer>, std::less<>> peers_;
};

}  // namespace maelstrom::conformance::check
