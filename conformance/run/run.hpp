// One test from the first init to the last reply: the core of `conformance test`, without I/O.
//
// The run is driven only by events. Its driver (real processes and a wall clock, or a simulator) passes in the nodes'
// output and the time, and asks for the next wake-up time; the run acts through a Cluster. The same plan, choices and
// events give the same run. Not thread-safe.
//
//   RandomChoices choices(plan.seed);
//   Run run(plan, *workload, cluster, choices);
//   run.start(now);
//   while (!run.finished()) {
//     // until run.next_event_time(): on_node_line, on_node_exit
//     run.advance(now);
//   }
//   Results results = run.results(find_checker(plan.workload)->check);
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "conformance/choices/choices.hpp"
#include "conformance/run/clients.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/run/error_counts.hpp"
#include "conformance/run/event_queue.hpp"
#include "conformance/run/failures.hpp"
#include "conformance/run/nemesis.hpp"
#include "conformance/run/network.hpp"
#include "conformance/run/node_output.hpp"
#include "conformance/run/pending_messages.hpp"
#include "conformance/run/plan.hpp"
#include "conformance/run/results.hpp"
#include "conformance/run/services.hpp"
#include "conformance/run/workers.hpp"
#include "conformance/workloads/workload.hpp"
#include "history/history.hpp"
#include "history/trace.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::conformance {

// How long nodes have to answer init, and the request that sets up a workload.
inline constexpr Time kInitLimit = 10 * kSecond;
inline constexpr Time kSetupLimit = 5 * kSecond;

class Run : private NodeAccess {
 public:
  // `workload` and `cluster` must outlive the run.
  // choices: all free choices of the run; the constructor takes its streams.
  // trace: receives all events; may be null. It must outlive the run too.
  Run(Plan plan, Workload& workload, Cluster& cluster, Choices& choices, Trace* trace = nullptr);

  // Starts the nodes and sends each one its init. Throws CannotRun.
  void start(Time now);

  // The latest time for the next call of `advance`; kNever once the run has finished.
  Time next_event_time() const;

  // Does everything that is due. Time never goes backwards between calls.
  void advance(Time now);

  // A line that a node wrote to stdout, without its '\n'.
  void on_node_line(NodeIndex node, std::string_view line, Time now);

  // A node wrote `bytes` without a line break, more than the cluster accepts as one line.
  void on_endless_line(NodeIndex node, std::string_view bytes, Time now);

  // A node ended without being killed.
  void on_node_exit(NodeIndex node, const NodeExit& exit, Time now);

  // The host refused a call of a node's plugin (host/node/contract.hpp). May be reported after the end.
  void on_refusal(NodeIndex node, std::string_view what, Time now);

  // Adds a fault from a test's script, not from the nemesis.
  void inject(const Fault& fault, Time now);

  // Ends the run early; the verdict is unknown unless a failure was already found.
  void interrupt(std::string reason, Time now);

  // Whether the nodes have been killed and no more events follow.
  bool finished() const { return phase_ == Phase::kFinished; }

  Progress progress(Time now) const;

  // The results of the run, partial if it has not finished; `checker` checks its history.
  Results results(const HistoryChecker& checker) const;

  const Plan& plan() const { return plan_; }
  const History& history() const { return history_; }

  // The history, for a caller that outlives the run. REQUIRES: finished(); results() is not called after this.
  History take_history() {
    assert(finished());
    return std::move(history_);
  }

 private:
  // kDraining: no new requests, but the last ones may still be answered. kRecovering: the faults have ended, and the
  // final phase begins soon.
  enum class Phase { kStarting, kSettingUp, kRunning, kDraining, kRecovering, kFinal, kFinished };

  struct Event {
    enum class Kind : std::uint8_t { kInitTimeout, kSetupTimeout, kNemesis, kDelivery, kTimeLimit, kRecovered };
    Kind kind;
    std::uint32_t subject = 0;  // a node, or a place among the pending messages
    std::uint32_t life = 0;     // of a kInitTimeout: the node's incarnation
  };

  struct Node {
    std::string name;
    bool ready = false;  // has answered init
    bool killed = false;
    bool paused = false;
    std::uint32_t life = 0;  // how often it has been started
    ClientIndex init_client = 0;
    std::optional<ClientIndex> setup_client = {};
    Time steady_since = kNever;  // since when no fault has disturbed it
    bool muted = false;          // has written a bad line: Maelstrom no longer reads its output
    bool exited = false;

    bool down() const { return killed || paused; }
  };

  // The lifecycle of the run.
  void start_node(NodeIndex node, Time now);
  void send_init(NodeIndex node, Time now);
  void node_ready(NodeIndex node, Time now);
  void set_up(Time now);
  void begin(Time now);
  void time_limit(Time now);
  void end_faults(bool start_nodes, Time now);
  void go_on_when_idle(Time now);
  void recover(Time now);
  void end_early(Time now);
  void finish(Time now);
  void handle(const Event& event, Time now);
  void init_timeout(const Event& event, Time now);
  void setup_timeout(Time now);

  // Calls by workers.
  void send_request(ClientIndex client, NodeIndex node, std::string_view body, Time now) override;
  void trace_timeout(ClientIndex client, std::uint32_t msg_id, Time now) override;
  bool had_to_answer(NodeIndex node, Time since) const override;

  // Messages.
  void hear(NodeIndex node, std::string_view line, Time now);
  void dispatch(NodeIndex node, const host::Envelope& message, std::string_view line, Time now);
  void send(Address src, Address dest, std::string_view body, Time now);
  void post(Message message);
  void deliver(Address src, Address dest, std::uint64_t id, std::string_view body, Time now);
  void serve(Address src, std::uint32_t service, Time now);
  void queue(Message message, Time now);
  void hold(NodeIndex node, Time now);
  void send_queued(NodeIndex node, std::size_t most, Time now);
  void drop(const Message& message, Time now);
  std::optional<Address> resolve(std::string_view name) const;
  void append_address(std::string& out, Address address) const;

  // Replies.
  void client_message(NodeIndex node, ClientIndex client, const host::Envelope& message, std::string_view line,
                      Time now);
  void init_reply(ClientIndex client, const host::Envelope& message, Time now);
  void setup_reply(ClientIndex client, const host::Envelope& message, Time now);
  void stray_reply(NodeIndex node, ClientIndex client, ReplyMatch match, const host::Envelope& message,
                   std::string_view line, Time now);
  void report_unfinished_line(NodeIndex node, Time now);
  void mute(NodeIndex node, FailureKind kind, const std::string& why, std::string_view line, Time now);

  void fault(Time now);
  void apply(const Fault& fault, Time now);
  void kill_nodes(const Fault& fault, Time now);
  void pause_nodes(const Fault& fault, Time now);
  bool is_init_client(ClientIndex client) const { return nodes_[clients_[client].node].init_client == client; }
  bool is_setup_client(ClientIndex client) const { return nodes_[clients_[client].node].setup_client == client; }
  void record(TraceEvent event, Address src, Address dest, std::string_view body, Time now);

  Plan plan_;
  Workload& workload_;
  Cluster& cluster_;
  Trace* const trace_;

  Network network_;
  PendingMessages pending_;
  Nemesis nemesis_;
  Clients clients_;
  std::vector<std::unique_ptr<Service>> services_;
  History history_;
  Failures failures_;
  ErrorCounts errors_;  // of requests
  Request setup_;
  Workers workers_;

  Phase phase_ = Phase::kStarting;
  Time began_ = 0;  // start of the workload, once every node was ready
  Time ended_ = 0;  // end of the workload: no more requests
  std::string interrupted_;
  bool ended_early_ = false;  // a node ended it
  std::vector<Node> nodes_;
  std::unordered_map<std::string_view, Address> addresses_;  // of nodes and services; keys are views into nodes_

  EventQueue<Event> events_;

  // Reused, to keep their memory.
  NodeOutputReader reader_;
  NodeOutputReader service_reader_;
  std::string body_;
  std::string line_;
};

}  // namespace maelstrom::conformance
