// The protocol: init, dispatch, replies, rpcs and timers of one node. Sans-I/O: lines and time are its input, messages
// its output.
//
// The path of a message: `receive` parses the line, answers the messages that the host handles itself, and passes the
// others to the plugin, whose sends and replies go through the output gate to the outbox. The owner writes the outbox
// and calls `advance` when something is due. Thread rule: everything on the thread that created the node, except `post`
// and functions whose comments state otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include <maelstrom/abi.h>

#include "host/maelstrom_policy/maelstrom_policy.hpp"
#include "host/node/activity.hpp"
#include "host/node/contract.hpp"
#include "host/node/last_error.hpp"
#include "host/node/members.hpp"
#include "host/node/node_input.hpp"
#include "host/node/node_log.hpp"
#include "host/node/open_requests.hpp"
#include "host/node/output_gate.hpp"
#include "host/node/platform.hpp"
#include "host/node/plugin_instance.hpp"
#include "host/node/posts.hpp"
#include "host/node/rpc_table.hpp"
#include "host/node/timer_queue.hpp"
#include "host/outbox/line_outbox.hpp"
#include "host/outbox/outbox.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::host {

struct NodeOptions {
  // The options set by --set, for the plugin.
  std::map<std::string, std::string, std::less<>> plugin_options;

  // The requirements of the node's network.
  MaelstromPolicyOptions policy = {};

  // An external record of the current plugin call, which may outlive the node; borrowed. nullptr: none.
  Activity* activity = nullptr;

  // Receives contract violations of the plugin; borrowed. nullptr: they are only logged.
  ContractObserver* observer = nullptr;

  // Receives the node's messages; borrowed. nullptr: they go to `lines`, for the owner to write.
  Outbox* outbox = nullptr;
};

// The plugin's create failed; what() is the plugin's reason.
class CreateFailed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Counters of a node, for the log and for tests.
struct NodeCounters {
  std::uint64_t received = 0;   // non-empty lines
  std::uint64_t malformed = 0;  // of these, malformed messages
  std::uint64_t sent = 0;       // lines put into the outbox
  std::uint64_t refused = 0;    // sends, replies and rpcs of the plugin that were refused
  std::uint64_t expired = 0;    // clients' requests past the reply deadline, and peers' requests evicted by newer ones
  std::uint64_t failures = 0;   // plugin calls that failed
};

class Node final : public NodeInput {
 public:
  // `plugin` and `platform` must outlive the node. Calls the plugin's create; throws CreateFailed.
  Node(const maelstrom_plugin& plugin, Platform& platform, NodeOptions options);

  // Stops if still running, and destroys the instance.
  ~Node() override;

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  void receive(std::string_view line, std::int64_t received_ns) override;
  void advance() override;
  std::optional<std::int64_t> next_due() const override;
  void stop() override;

  // Ends a node as SIGKILL would, for simulations: no code of the plugin's instance runs any more, and nothing is
  // freed. The node and `platform` are kept until the process ends, because a thread of the plugin may call the table
  // at any time. The platform must stop such a thread.
  static void abandon(std::unique_ptr<Node> node, std::shared_ptr<Platform> platform);

  // The lines to write, if the options have no outbox. Clear them after writing.
  LineOutbox& lines() { return lines_; }

  const NodeCounters& counters() const { return counters_; }
  std::string_view id() const { return members_.id(); }

 private:
  friend struct HostFunctions;  // the functions of the table of abi.h

  enum class Phase { kCreated, kRunning, kStopping, kStopped };

  // The action of a due timer: a callback, or, if the function is null, the timeout of an rpc.
  struct Timer {
    Callback callback;
    maelstrom_rpc rpc;
  };

  // --- kinds of lines: node.cpp
  void receive_malformed(std::string_view line, const std::string& error);
  void receive_init(const Envelope& envelope);
  std::string join_cluster(const Envelope& init);
  void leave_cluster();
  void receive_reply(const Envelope& envelope);
  void receive_message(const Envelope& envelope, const Sender& sender);
  bool is_left_over(const Envelope& message) const;
  maelstrom_request open_request(const Envelope& envelope, const Sender& sender);
  void give_way(maelstrom_request oldest);
  void expire_requests();
  void release_held();

  // --- answers of the host itself
  void answer(const Envelope& to, std::string_view body);
  void answer_error(const Envelope& to, std::int32_t code, std::string_view text);

  // --- due work, and the end
  template <class Call>
  bool guarded(PluginCall which, Call&& call);
  void note_failure(PluginCall which);
  std::string current_message() const;
  void run(PluginCall which, Callback callback);
  void complete(maelstrom_rpc handle, maelstrom_status status, const maelstrom_message* reply);
  void run_timers();
  void run_cancelled();
  void run_posts();
  void complete_everything();

  // --- calls of the plugin: plugin_calls.cpp. [loop] except random_bytes, post and plugin_log
  maelstrom_status send(std::string_view dest, std::string_view body);
  maelstrom_status reply(maelstrom_request handle, std::string_view body);
  maelstrom_status reply_error(maelstrom_request handle, std::int32_t code, std::string_view text);
  maelstrom_status rpc(std::string_view dest, std::string_view body, std::int64_t timeout_ns,
                       maelstrom_rpc_callback callback, void* user, maelstrom_rpc* handle);
  maelstrom_status cancel_rpc(maelstrom_rpc handle);
  maelstrom_status raw_field(std::string_view name, std::string_view& value);
  maelstrom_status after(std::int64_t delay_ns, maelstrom_callback callback, void* user, maelstrom_timer* handle);
  maelstrom_status cancel(maelstrom_timer handle);
  maelstrom_status random_bytes(std::span<std::byte> bytes);
  maelstrom_status post(maelstrom_callback callback, void* user);
  void plugin_log(maelstrom_log_level level, std::string_view text);
  bool on_loop_thread() const { return last_error_.on_loop_thread(); }
  maelstrom_status refuse_wrong_thread();

  // Sets the text of last_error for this thread and returns `status`. [any-thread] `refuse` also counts, reports and
  // logs, for refused messages. [loop]
  maelstrom_status failure(maelstrom_status status, std::string reason);
  maelstrom_status refuse(maelstrom_status status, std::string_view function, std::string_view dest,
                          std::string_view reason, std::string_view excerpt_of_body = {});
  maelstrom_status refuse_body(std::string_view function, std::string_view dest, std::string_view body);
  maelstrom_status refuse_reply(maelstrom_request handle);
  maelstrom_status refuse_late_reply(maelstrom_request handle, const OpenRequest& request);
  maelstrom_status check_destination(std::string_view function, std::string_view dest);
  maelstrom_status emit(std::string_view function, std::string_view dest, OutgoingMessage::Id id, std::int64_t id_value,
                        std::string_view body);
  void report(maelstrom_log_level level, const ContractEvent& event);
  void note_sent(const OutgoingMessage& message) {
    ++counters_.sent;
    if (log_.keeps(MAELSTROM_LOG_DEBUG)) {
      log_sent(message);
    }
  }
  void log_sent(const OutgoingMessage& message);
  maelstrom_timer add_timer(std::int64_t delay_ns, Timer timer);

  Platform& platform_;
  const NodeOptions options_;
  NodeLog log_;
  LastError last_error_;
  maelstrom_host table_;
  PluginInstance plugin_;
  Phase phase_ = Phase::kCreated;

  EnvelopeReader reader_;
  Members members_;
  OpenRequests requests_;
  MaelstromPolicy policy_;
  OutputGate gate_;
  LineOutbox lines_;
  Outbox& outbox_;

  const Envelope* current_ = nullptr;  // the message that the plugin handles now
  std::uint64_t line_number_ = 0;
  std::int64_t line_received_ns_ = 0;
  bool peers_gave_way_ = false;  // already logged
  bool holds_no_more_ = false;   // likewise

  TimerQueue<Timer> timers_;
  RpcTable rpcs_;
  Posts posts_;

  std::string refusal_;  // the last refusal logged during the current call of the plugin
  NodeCounters counters_;
};

}  // namespace maelstrom::host
