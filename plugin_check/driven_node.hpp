// One node with the plugin under check, in this process, with simulated time, randomness, peers and services. The code
// between the plugin and the lines is the host's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#include "conformance/run/services.hpp"
#include "host/node/node.hpp"
#include "plugin_check/fed_platform.hpp"
#include "plugin_check/node_setup.hpp"
#include "plugin_check/peer_nodes.hpp"
#include "plugin_check/probe.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::conformance::check {

// A message that left the node.
struct Sent {
  std::string dest;
  std::string type;
  std::string body;
  std::optional<std::int64_t> msg_id;
  std::optional<std::int64_t> in_reply_to;
  std::vector<std::pair<std::string, std::string>> fields;  // of the body, in order; values are JSON

  // The last field of this name.
  std::optional<std::string_view> field(std::string_view name) const;
  bool is_error() const { return type == "error"; }
  // The code of an error; -1 if missing.
  std::int64_t code() const;
};

// Whether `name` is a client: neither a node of this cluster nor a service.
bool is_client(const NodeSetup& setup, std::string_view name);

class DrivenNode {
 public:
  // Creates the instance. Throws host::CreateFailed. `lives`: the source of its incarnations and of its peers'; must
  // outlive it.
  DrivenNode(LifeSource& lives, NodeSetup setup, OnStep on_step);
  ~DrivenNode();
  DrivenNode(const DrivenNode&) = delete;
  DrivenNode& operator=(const DrivenNode&) = delete;
  DrivenNode(DrivenNode&&) = delete;
  DrivenNode& operator=(DrivenNode&&) = delete;

  // Sends init and returns the answer to it. `msg_id`: of the init.
  const Sent* init(std::int64_t msg_id = 1);

  // Delivers one message with these bytes as its body.
  void deliver(std::string_view client, std::string_view body);

  // Advances time until nothing more is scheduled, or by `most_ns`. If the plugin has its own threads and a request
  // waits for them, time advances no faster than real time.
  void settle(std::int64_t most_ns = kMostNs) { run_for(most_ns, false); }

  // Delivers a request, for which the next `settle` waits.
  void request(std::string_view client, std::int64_t msg_id, std::string_view type, std::string_view members);

  // Delivers a request and advances time until it is answered; other scheduled events remain for later. Returns the
  // reply, or nullptr. Valid until the next call.
  const Sent* ask(std::string_view client, std::int64_t msg_id, std::string_view type, std::string_view members);
  // With the client's next msg_id.
  const Sent* ask(std::string_view client, std::string_view type, std::string_view members);

  // The first reply to this request since `forget_sent`, or nullptr.
  const Sent* reply_to(std::string_view client, std::int64_t msg_id) const;

  // A reply as text for the report: its body, or that it is missing; with an explanation, if mistakes were recorded
  // since `forget_sent` or the last `ask`.
  std::string describe(const Sent* reply) const;
  // Invalid actions of the plugin in that time, one line each.
  std::vector<std::string> mistakes() const { return probe_.mistakes_since(mark_); }

  // A new msg_id of the client, and the last one returned.
  std::int64_t next_msg_id(std::string_view client);
  std::int64_t last_msg_id(std::string_view client) const { return last_msg_id_.find(client)->second; }

  // All messages sent by the node, in order.
  const std::vector<Sent>& sent() const { return sent_; }
  void forget_sent();
  // The lines themselves.
  const std::string& transcript() const { return transcript_; }

  void stop();
  FedClock& clock() { return clock_; }
  FedPlatform& platform() { return platform_; }
  host::Node& node() { return *node_; }
  // Outlives the node.
  const Probe& probe() const { return probe_; }
  Record record() const { return probe_.record(); }

 private:
  // A line on its way to a node of the cluster.
  struct Delivery {
    std::string to;
    std::string line;
  };

  static constexpr std::int64_t kMostNs = 6 * kSecondNs;  // a client waits for 5 s

  void advance();
  void receive(std::string_view line);
  void collect();
  void dispatch(const host::Envelope& envelope, std::string_view line);
  void send_later(const std::string& to, std::string line, bool is_reply);
  std::string invented_reply(const host::Envelope& request);
  void deliver_due();
  void flush_late();
  void run_for(std::int64_t most_ns, bool until_answered);
  std::optional<std::int64_t> next_due() const;
  std::chrono::nanoseconds wait_for_threads(std::chrono::nanoseconds most);
  bool waits_for_answer() const;

  const NodeSetup setup_;
  const OnStep on_step_;
  FedClock clock_;
  FedPlatform platform_;
  LifeSource& lives_;
  const maelstrom_plugin& plugin_;
  Probe& probe_;
  std::unique_ptr<host::Node> node_;
  PeerNodes peers_;
  const std::shared_ptr<Services> services_;
  std::multimap<std::int64_t, Delivery> deliveries_;  // by due time
  std::vector<std::string> late_;                     // delayed replies
  int late_rounds_ = 0;                               // how often they were delayed, in one run of time
  std::vector<Sent> sent_;
  Probe::Mark mark_;
  std::string transcript_;
  std::map<std::string, std::int64_t, std::less<>> last_msg_id_;  // by client
  std::vector<std::pair<std::string, std::int64_t>> unanswered_;
  std::size_t errors_given_ = 0;
};

}  // namespace maelstrom::conformance::check
