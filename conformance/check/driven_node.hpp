// One node with the plugin under check, in this process: its time, its randomness, its peers and the services are fed.
// The code between the plugin and the lines is the host's own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/abi.h>

#include "conformance/services.hpp"
#include "fed_platform.hpp"
#include "host/node.hpp"
#include "probe.hpp"

namespace maelstrom::conformance::check {

inline constexpr std::int64_t kMillisecondNs = 1'000'000;
inline constexpr std::int64_t kSecondNs = 1'000'000'000;

// What the plugin's rpcs come to.
enum class Peers {
  kAnswer,  // peers answer with TYPE_ok, services with what they are for
  kError,   // with an error, each time another one
  kLate,    // in the reverse order and each twice, long after
  kSilent,  // never
};

struct NodeSetup {
  std::string id = "n1";
  std::vector<std::string> ids = {"n1", "n2", "n3"};
  std::map<std::string, std::string, std::less<>> plugin_options;
  std::uint64_t seed = 0;
  std::string stream = "node";  // of randomness
  bool has_randomness = true;
  Peers peers = Peers::kAnswer;
  ProbeOptions probe;
  std::int64_t tick_ns = kMillisecondNs;  // how much time goes by between two messages; the wall clock may go back
};

// A message that left the node.
struct Sent {
  std::string dest;
  std::string type;
  std::string body;
  std::optional<std::int64_t> msg_id;
  std::optional<std::int64_t> in_reply_to;
  std::vector<std::pair<std::string, std::string>> fields;  // of the body, in order; values are JSON

  // The last one of that name.
  std::optional<std::string_view> field(std::string_view name) const;
  bool is_error() const { return type == "error"; }
  // Of an error; -1 if it has none.
  std::int64_t code() const;
};

// A reply in words, for a person: its body, or that there is none.
std::string describe(const Sent* reply);

class DrivenNode {
 public:
  // Called before every call into the plugin, with what is about to happen.
  using OnStep = std::function<void(const std::string&)>;

  // Creates the instance. Throws host::CreateFailed.
  DrivenNode(const maelstrom_plugin& plugin, NodeSetup setup, OnStep on_step);
  ~DrivenNode();
  DrivenNode(const DrivenNode&) = delete;
  DrivenNode& operator=(const DrivenNode&) = delete;
  DrivenNode(DrivenNode&&) = delete;
  DrivenNode& operator=(DrivenNode&&) = delete;

  // Sends init and returns the answer to it. `msg_id`: of the init.
  const Sent* init(std::int64_t msg_id = 1);

  // Hands over one message with these bytes as its body.
  void deliver(std::string_view client, std::string_view body);

  // Lets time go by until nothing more is to happen, or for `most_ns` of it. Real time passes only if the plugin has
  // threads of its own and a request waits for them.
  void settle(std::int64_t most_ns = 6 * kSecondNs);

  // Hands over a request that `settle` then waits for.
  void request(std::string_view client, std::int64_t msg_id, std::string_view type, std::string_view members);

  // request and settle; the reply to `msg_id`, or nullptr. Valid until the next call.
  const Sent* ask(std::string_view client, std::int64_t msg_id, std::string_view type, std::string_view members);
  // With the client's next msg_id.
  const Sent* ask(std::string_view client, std::string_view type, std::string_view members);

  // The first reply to this request since `forget_sent`, or nullptr.
  const Sent* reply_to(std::string_view client, std::int64_t msg_id) const;

  // A msg_id that the client has not used yet, and the one that this gave last.
  std::int64_t next_msg_id(std::string_view client);
  std::int64_t last_msg_id(std::string_view client) const { return last_msg_id_.find(client)->second; }

  // All that left the node, in order.
  const std::vector<Sent>& sent() const { return sent_; }
  void forget_sent() { sent_.clear(); }
  // The lines themselves.
  const std::string& transcript() const { return transcript_; }

  void stop();
  FedPlatform& platform() { return platform_; }
  host::Node& node() { return *node_; }
  // Outlives the node.
  const Probe& probe() const { return probe_; }
  Record record() const { return probe_.record(); }

  // Whether `name` is a client, not a node or a service.
  bool is_client(std::string_view name) const;

 private:
  struct Delivery {
    std::int64_t due_ns;
    std::string line;
  };

  void advance();
  void collect();
  void answer_rpc(const Sent& request);
  std::string answer_of_peer(const Sent& request);
  void deliver_due();
  void flush_late();
  void receive(std::string_view line);
  bool waits_for_answer() const;
  bool waits_for_threads() const;

  const NodeSetup setup_;
  OnStep on_step_;
  FedPlatform platform_;
  Probe& probe_;
  std::unique_ptr<host::Node> node_;
  std::map<std::string, std::unique_ptr<Service>, std::less<>> services_;
  std::vector<Delivery> deliveries_;  // on their way to the node, in the order of their making
  std::vector<std::string> late_;     // replies that are held back
  std::vector<Sent> sent_;
  std::string transcript_;
  std::map<std::string, std::int64_t, std::less<>> last_msg_id_;  // by client
  std::vector<std::pair<std::string, std::int64_t>> unanswered_;
  std::size_t errors_given_ = 0;
};

// {"type":TYPE,"msg_id":N,MEMBERS}; without msg_id and members if there are none.
std::string make_body(std::string_view type, std::optional<std::int64_t> msg_id, std::string_view members);

}  // namespace maelstrom::conformance::check
