// The protocol: init, dispatch, replies, rpcs and timers of one node. Sans-I/O: it is fed lines and time, and emits
// lines.
//
// A message's way is one straight line: `receive` reads the line, answers what is the host's to answer, and hands the
// rest to the plugin, whose sends and replies go through the outbox. The owner writes `outbox().bytes()` out and calls
// `advance` when something is due. Thread rule: everything on the thread that made the node, except `post` and what its
// comment says.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#include "host/node/activity.hpp"
#include "host/node/id_table.hpp"
#include "host/node/open_requests.hpp"
#include "host/node/outbox.hpp"
#include "host/node/platform.hpp"
#include "host/node/timer_queue.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::host {

// How a line of the log begins that tells of something the plugin asked for against its contract. Whoever reads the
// log, as `conformance` does, knows it by this.
inline constexpr std::string_view kRefused = "refused a ";

// And one that tells of a reply that came after the reply deadline, which need not be the plugin's fault.
inline constexpr std::string_view kDroppedLate = "dropped a late ";

struct NodeOptions {
  // What the user gave by --set, for the plugin.
  std::map<std::string, std::string, std::less<>> plugin_options;

  // A reply to a client's request that is older than this is dropped, because the client gave up after 5 s and may be
  // gone, and a line to a client that is gone mutes the node. Nodes and services stay: a reply to one is never too
  // late. 0: never.
  std::int64_t reply_deadline_ns = 4'500'000'000;

  // Where it is noted what the plugin is doing, for those who outlive the node; borrowed. nullptr: nowhere else.
  Activity* activity = nullptr;
};

// The plugin's create refused, with the plugin's own reason.
class CreateFailed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What a node has seen and done, for the log and for tests.
struct NodeCounters {
  std::uint64_t received = 0;   // lines that are not empty
  std::uint64_t malformed = 0;  // of these, lines that are no message
  std::uint64_t sent = 0;       // lines that went into the outbox
  std::uint64_t refused = 0;    // sends, replies and rpcs of the plugin that the gate refused
  std::uint64_t expired = 0;    // clients' requests past the reply deadline, and peers' that gave way to newer ones
  std::uint64_t failures = 0;   // plugin calls that failed
};

class Node {
 public:
  // `plugin` and `platform` must outlive the node. Calls the plugin's create; throws CreateFailed.
  Node(const maelstrom_plugin& plugin, Platform& platform, NodeOptions options);

  // Stops if that has not been done, and destroys the instance.
  ~Node();

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Takes in one line. received_ns: the earliest moment at which it can have arrived, on the platform's monotonic
  // clock.
  void receive(std::string_view line, std::int64_t received_ns);

  // Runs what is due: timers, timeouts, posts, completions of rpcs that were cancelled. Cheap when nothing is.
  void advance();

  // When `advance` has something to do next, on the platform's monotonic clock; a moment in the past means now; nullopt
  // until something is received or posted.
  std::optional<std::int64_t> next_due() const;

  // Ends in an orderly way: the plugin's stop, then the completions of outstanding rpcs and posts. Further lines are
  // ignored.
  void stop();

  // Ends a node as SIGKILL would, for simulations: no code of the plugin's instance runs any more, nothing of it is
  // freed. Kept for as long as the process: the node, and `platform`, because a thread of the plugin may call the table
  // at any time. The platform has to stop such a thread.
  static void abandon(std::unique_ptr<Node> node, std::shared_ptr<Platform> platform);

  // The lines to write. Clear it when they have been written.
  Outbox& outbox() { return outbox_; }

  const NodeCounters& counters() const { return counters_; }
  std::string_view id() const { return node_id_; }

 private:
  friend struct HostFunctions;  // behind the table of abi.h

  enum class Phase { kCreated, kRunning, kStopping, kStopped };

  static constexpr std::string_view kNoFailure = "no call has failed";

  struct Callback {
    maelstrom_callback function;
    void* user;
  };
  struct Rpc {
    std::string dest;
    maelstrom_rpc_callback callback;
    void* user;
    maelstrom_timer timer;
    bool cancelled;  // and its completion is due
  };
  // What a timer does when it is due: call back, or, if the function is null, time out an rpc.
  struct Timer {
    Callback callback;
    maelstrom_rpc rpc;
  };
  struct IdHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
  };
  using IdSet = std::unordered_set<std::string, IdHash, std::equal_to<>>;
  struct Sender {
    std::string_view json;  // the exact bytes of its id, with quotes, kept as long as the node is in the cluster
    Asker kind = Asker::kClient;
  };

  // --- what a line can be
  void receive_malformed(std::string_view line, const std::string& error);
  void receive_init(const Envelope& envelope);
  void receive_reply(const Envelope& envelope);
  void receive_message(const Envelope& envelope, const Sender& sender);
  bool is_left_over(const Envelope& request) const;
  std::string join_cluster(const Envelope& envelope);  // empty, or why init is malformed
  void leave_cluster();
  void release_held();
  Sender sender(const Envelope& envelope);
  Asker kind_of(std::string_view id) const;
  void forget_senders();
  maelstrom_request open_request(const Envelope& envelope, const Sender& sender);
  std::optional<std::size_t> find_type(std::string_view type) const;
  maelstrom_message view(const Envelope& envelope, maelstrom_request request) const;
  void expire_requests();

  // --- the host's own answers
  void answer(const Envelope& to, std::string_view body);
  void answer_error(const Envelope& to, std::int32_t code, std::string_view text);
  bool is_too_late(std::int64_t received_ns) const;
  void note_sent();

  // --- what the plugin asks for. [loop] but for random_bytes, post and plugin_log
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
  static std::uint64_t next_number();
  bool on_loop_thread() const { return std::this_thread::get_id() == loop_thread_; }
  maelstrom_status refuse_wrong_thread();

  // Why the last call of this thread failed. [any-thread]
  std::string_view last_error() const;

  // Sets the text of last_error for this thread and returns `status`. [any-thread] `refuse` also counts and logs, for
  // what would have gone to stdout. [loop]
  maelstrom_status failure(maelstrom_status status, std::string reason);
  std::string current_message() const;
  maelstrom_status refuse(maelstrom_status status, std::string_view what, std::string_view dest, std::string reason);
  maelstrom_status refuse_reply(maelstrom_request handle);
  maelstrom_status check_destination(std::string_view what, std::string_view dest);
  maelstrom_status emit(std::string_view what, std::string_view dest, Outbox::Id id, std::int64_t id_value,
                        std::string_view body);
  maelstrom_rpc first_rpc();
  maelstrom_timer add_timer(std::int64_t delay_ns, Timer timer);

  // --- calls into the plugin
  template <class Call>
  bool guarded(PluginCall which, Call&& call, std::size_t type = 0);
  void run(PluginCall which, Callback callback);
  void complete(maelstrom_rpc handle, maelstrom_status status, const maelstrom_message* reply);
  void run_timers();
  void run_cancelled();
  void run_posts();
  void refuse_posts();
  void complete_everything();

  bool logs(maelstrom_log_level level) { return platform_.log_level() <= level; }
  void log(maelstrom_log_level level, std::string_view text);

  const maelstrom_plugin& plugin_;
  Platform& platform_;
  const NodeOptions options_;
  const std::thread::id loop_thread_ = std::this_thread::get_id();
  const std::uint64_t number_ = next_number();  // of this node among those of the process
  maelstrom_host table_;
  const std::vector<std::string_view> types_;  // that the plugin handles
  void* instance_ = nullptr;
  Activity own_activity_;
  Activity& activity_;
  Phase phase_ = Phase::kCreated;

  std::string node_id_;
  std::string node_id_json_;
  std::vector<std::string> node_ids_;
  std::string init_id_;                                                      // that the network gave the init
  IdSet destinations_;                                                       // services, nodes, and clients heard from
  std::unordered_map<std::string, Asker, IdHash, std::equal_to<>> senders_;  // every src that has come, with quotes
  std::array<Sender, 16> recent_senders_;                                    // some of them, by the last character

  EnvelopeReader reader_;
  Outbox outbox_;
  OpenRequests requests_;
  bool peers_gave_way_ = false;        // has been logged
  const Envelope* current_ = nullptr;  // what the plugin handles now
  std::uint64_t line_number_ = 0;
  std::int64_t line_received_ns_ = 0;
  bool heard_ = false;                                                 // a message has come after init
  bool holds_no_more_ = false;                                         // has been logged
  std::string held_;                                                   // lines of the plugin that wait for it
  std::vector<std::pair<maelstrom_rpc, std::int64_t>> held_timeouts_;  // of the requests among them, in ns

  TimerQueue<Timer> timers_;
  IdTable<Rpc> rpcs_;                     // the handle is the msg_id
  std::vector<maelstrom_rpc> cancelled_;  // rpcs whose completion is due
  maelstrom_rpc next_rpc_ = 0;            // none until the first

  std::mutex posts_mutex_;
  std::vector<Callback> posts_;  // guarded by posts_mutex_
  bool accepts_posts_ = true;    // guarded by posts_mutex_
  std::atomic<bool> has_posts_ = false;

  std::mutex log_mutex_;
  std::string log_name_;  // the node's id, for the log; guarded by log_mutex_

  std::string last_error_{kNoFailure};  // of the loop thread; those of others are theirs, see last_error
  std::string failure_;                 // what the plugin has said by `fail`
  std::string refusal_;  // the reason of the last refusal that was logged during the current call of the plugin
  NodeCounters counters_;
};

}  // namespace maelstrom::host
