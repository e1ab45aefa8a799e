// The configuration of a node under check and its cluster.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conformance/run/services.hpp"
#include "plugin_check/probe.hpp"

namespace maelstrom::conformance::check {

inline constexpr std::int64_t kMillisecondNs = 1'000'000;
inline constexpr std::int64_t kSecondNs = 1'000'000'000;

// The outcome of the plugin's rpcs.
enum class Peers {
  kAnswer,  // peers are instances of the same plugin, services work normally
  kError,   // an error, each time a different one
  kEmpty,   // TYPE_ok with no fields
  kLate,    // the replies of kAnswer, much later; at first in reverse order and each twice
  kSilent,  // no replies, and no other messages
};

// The services of one cluster, by name.
using Services = std::map<std::string, std::unique_ptr<Service>, std::less<>>;

struct NodeSetup {
  std::string id = "n1";
  std::vector<std::string> ids = {"n1", "n2", "n3"};
  std::map<std::string, std::string, std::less<>> plugin_options;
  std::uint64_t seed = 0;
  std::string stream = "node";  // of randomness
  bool has_randomness = true;
  Peers peers = Peers::kAnswer;
  std::shared_ptr<Services> services;  // of the node's cluster; null: the node has its own
  bool shares_library = false;         // with all other nodes that have this set, unlike real processes
  ProbeOptions probe;
  std::int64_t tick_ns = kMillisecondNs;  // time between two messages; the wall clock may go back
};

// The services of a cluster of this seed.
std::shared_ptr<Services> make_services(std::uint64_t seed);

// Provides the plugin to an incarnation of a node, in a library with fresh global variables, and reclaims it at the
// end.
class LifeSource {
 public:
  LifeSource() = default;
  LifeSource(const LifeSource&) = delete;
  LifeSource& operator=(const LifeSource&) = delete;
  virtual ~LifeSource() = default;

  virtual const maelstrom_plugin& begin_life() = 0;
  virtual void end_life(const maelstrom_plugin& plugin) = 0;
};

// Called before every call into the plugin, with a description of the step.
using OnStep = std::function<void(const std::string&)>;

}  // namespace maelstrom::conformance::check
