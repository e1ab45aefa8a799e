// One test from the first init to the last reply: the core of `conformance test`, without I/O.
//
// The run is driven by events alone. Whoever drives it (real processes and a wall clock, or a simulator) tells it what
// the nodes wrote and how late it is, and asks when it wants to be woken next; it acts through a Cluster. Given the
// same plan and the same events it does the same things. Not thread-safe.
//
//   Run run(plan, *workload, cluster);
//   run.start(now);
//   while (!run.finished()) {
//     // until run.next_event_time(): on_node_line, on_node_exit
//     run.advance(now);
//   }
//   Results results = run.results();
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "conformance/history/history.hpp"
#include "conformance/history/trace.hpp"
#include "conformance/report/results.hpp"
#include "conformance/run/clients.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/run/error_counts.hpp"
#include "conformance/run/event_queue.hpp"
#include "conformance/run/failures.hpp"
#include "conformance/run/generator.hpp"
#include "conformance/run/nemesis.hpp"
#include "conformance/run/network.hpp"
#include "conformance/run/node_output.hpp"
#include "conformance/run/plan.hpp"
#include "conformance/run/services.hpp"
#include "conformance/workloads/reply_check.hpp"
#include "conformance/workloads/workload.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::conformance {

// How long nodes have to answer init, and clients wait for a reply.
inline constexpr Time kInitLimit = 10 * kSecond;
inline constexpr Time kReplyLimit = 5 * kSecond;

class Run {
 public:
  // `workload` and `cluster` must outlive the run.
  // trace: gets everything that happens; may be null. It must outlive the run too.
  Run(Plan plan, Workload& workload, Cluster& cluster, Trace* trace = nullptr);

  // Starts the nodes and sends each one its init. Throws ClusterError.
  void start(Time now);

  // When `advance` must be called at the latest; kNever once the run has finished.
  Time next_event_time() const;

  // Does all that is due. Times never go backwards from one call to the next.
  void advance(Time now);

  // A line that a node wrote to stdout, without its '\n'.
  void on_node_line(NodeIndex node, std::string_view line, Time now);

  // A node wrote `bytes` without a line break, which is more than the cluster takes as one line.
  void on_endless_line(NodeIndex node, std::string_view bytes, Time now);

  // A node ended that nobody killed.
  void on_node_exit(NodeIndex node, const NodeExit& exit, Time now);

  // The host refused to do what a node's plugin asked for (refusal.hpp). It may be told after the end.
  void on_refusal(NodeIndex node, std::string_view what, Time now);

  // A fault that somebody else than the nemesis has thought of: a test's script.
  void inject(const Fault& fault, Time now);

  // Ends the run before its time; the verdict is unknown unless something has gone wrong already.
  void interrupt(std::string reason, Time now);

  // The nodes have been killed, and nothing more will happen.
  bool finished() const { return phase_ == Phase::kFinished; }

  // When the first thing went wrong; kNever if nothing has.
  Time first_violation() const { return first_violation_; }

  Progress progress(Time now) const;

  // REQUIRES: finished().
  Results results() const;

  const Plan& plan() const { return plan_; }
  const History& history() const { return history_; }

  // The history, for whoever outlives the run. REQUIRES: finished(), and results() is not asked for any more.
  History take_history() { return std::move(history_); }

 private:
  // kDraining: no new requests, but the last ones may still be answered.
  enum class Phase { kStarting, kRunning, kDraining, kFinished };

  struct Event {
    enum class Kind : std::uint8_t { kInitTimeout, kRequest, kClientTimeout, kNemesis, kDelivery, kTimeLimit };
    Kind kind;
    std::uint32_t subject = 0;     // a node, a client, or a place in in_flight_
    OperationIndex operation = 0;  // of a kClientTimeout; of a kInitTimeout the node's life
  };

  struct Message {
    Address src;
    Address dest;
    std::uint64_t id = 0;
    Time arrival = 0;  // when its latency has passed
    std::string body;
  };

  struct Node {
    std::string name;
    bool ready = false;  // has answered init
    bool killed = false;
    bool paused = false;
    std::uint32_t life = 0;  // how often it has been started
    ClientIndex init_client = 0;
    Time steady_since = kNever;  // nothing has been done to it since
    bool muted = false;          // has written a bad line: Maelstrom no longer reads what it writes
    bool exited = false;
    std::vector<Message> queue = {};  // waits until the node is up again and, when it has been started anew, ready

    bool down() const { return killed || paused; }
  };

  // The lifecycle of the run.
  void start_node(NodeIndex node, Time now);
  void send_init(NodeIndex node, Time now);
  void node_ready(NodeIndex node, Time now);
  void begin(Time now);
  void time_limit(Time now);
  void finish_when_drained(Time now);
  void finish(Time now);
  void handle(const Event& event, Time now);
  void init_timeout(const Event& event, Time now);

  // Requests.
  void make_requests(Time now);
  void invoke(ClientIndex client, Time now);
  void client_timeout(const Event& event, Time now);
  void complete(ClientIndex client, Outcome outcome, std::string_view result, Time now);
  void replace(ClientIndex client);

  // Messages.
  void hear(NodeIndex node, std::string_view line, Time now);
  void dispatch(NodeIndex node, const host::Envelope& message, std::string_view line, Time now);
  void send(Address src, Address dest, std::string_view body, Time now);
  void post(Message message);
  void deliver_in_flight(std::uint32_t place, Time now);
  void deliver(Address src, Address dest, std::uint64_t id, std::string_view body, Time now);
  void serve(Address src, std::uint32_t service, Time now);
  void queue(Message message, Time now);
  void queue_in_flight(NodeIndex node, Time now);
  void send_queued(NodeIndex node, std::size_t most, Time now);
  void drop(const Message& message, Time now);
  std::optional<Address> resolve(std::string_view name) const;
  void append_address(std::string& out, Address address) const;

  // Replies.
  void client_message(NodeIndex node, ClientIndex client, const host::Envelope& message, std::string_view line,
                      Time now);
  void init_reply(ClientIndex client, const host::Envelope& message, Time now);
  void reply(ClientIndex client, const host::Envelope& message, Time now);
  void judge_reply(ClientIndex client, const host::Envelope& message, Time now);
  void judge_error(ClientIndex client, const ErrorReply& error, Time now);
  void stray_reply(NodeIndex node, ClientIndex client, ReplyMatch match, const host::Envelope& message,
                   std::string_view line, Time now);
  void report_unfinished_line(NodeIndex node, Time now);
  void mute(NodeIndex node, FailureKind kind, const std::string& why, std::string_view line, Time now);

  void add_violation(FailureKind kind, std::string reason, Time now);
  void fault(Time now);
  void apply(const Fault& fault, Time now);
  void kill_nodes(const Fault& fault, Time now);
  void pause_nodes(const Fault& fault, Time now);
  bool is_init_client(ClientIndex client) const { return nodes_[clients_[client].node].init_client == client; }
  bool left_unanswered(OperationIndex operation) const;
  void record(TraceEvent event, Address src, Address dest, std::string_view body, Time now);
  std::string operation_words(OperationIndex operation) const;
  std::vector<std::string> reasons(const WorkloadReport& report) const;

  Plan plan_;
  Workload& workload_;
  Cluster& cluster_;
  Trace* const trace_;

  Random workload_random_;
  Generator generator_;
  Network network_;
  Nemesis nemesis_;
  Clients clients_;
  std::vector<std::unique_ptr<Service>> services_;
  History history_;
  Failures failures_;
  ErrorCounts errors_;  // of requests
  Time first_violation_ = kNever;

  Phase phase_ = Phase::kStarting;
  Time began_ = 0;  // the workload, once every node was ready
  Time ended_ = 0;  // the workload: no more requests
  std::string interrupted_;
  std::vector<Node> nodes_;
  std::unordered_map<std::string_view, Address> addresses_;  // of nodes and services; keys are views into nodes_
  bool request_scheduled_ = false;

  EventQueue<Event> events_;
  std::vector<std::optional<Message>> in_flight_;  // empty: nothing, or its node has gone down meanwhile
  std::vector<std::uint32_t> free_places_;         // in in_flight_

  // Kept from one use to the next for their memory.
  NodeOutputReader reader_;
  NodeOutputReader service_reader_;
  Request request_;
  std::string body_;
  std::string line_;
};

}  // namespace maelstrom::conformance
