// The workers of a run: they take operations from the workload, ask nodes through clients, and record what happened.
//
// Each worker has at most one operation under way. If the outcome of one is unknown, the worker continues as another
// process and, unless the workload keeps its clients, through another client, as Jepsen's threads do. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/choices/choices.hpp"
#include "conformance/run/clients.hpp"
#include "conformance/run/error_counts.hpp"
#include "conformance/run/event_queue.hpp"
#include "conformance/run/failures.hpp"
#include "conformance/run/generator.hpp"
#include "conformance/run/plan.hpp"
#include "conformance/workloads/workload.hpp"
#include "history/history.hpp"
#include "protocol/envelope.hpp"
#include "protocol/workload_schemas.hpp"

namespace maelstrom::conformance {

// Access to the nodes, for workers.
class NodeAccess {
 public:
  NodeAccess() = default;
  NodeAccess(const NodeAccess&) = delete;
  NodeAccess& operator=(const NodeAccess&) = delete;
  NodeAccess(NodeAccess&&) = delete;
  NodeAccess& operator=(NodeAccess&&) = delete;
  virtual ~NodeAccess() = default;

  // Sends a request. Replies arrive through Workers::on_reply, after this returns.
  virtual void send_request(ClientIndex client, NodeIndex node, std::string_view body, Time now) = 0;

  // Records that a request of a client timed out.
  virtual void trace_timeout(ClientIndex client, std::uint32_t msg_id, Time now) = 0;

  // Whether the node must answer a request: since that time it has been up and ready, and its output is read.
  virtual bool had_to_answer(NodeIndex node, Time since) const = 0;
};

class Workers {
 public:
  // All must outlive the workers.
  Workers(const Plan& plan, Workload& workload, NodeAccess& nodes, Clients& clients, History& history,
          Failures& failures, ErrorCounts& errors, Choices& choices);

  // Opens the first clients and begins the operations of the main phase.
  void begin(Time now);

  // Begins no more operations.
  void stop();

  // Begins the final phase. REQUIRES: idle().
  void begin_final(Time now);

  // Whether no operation is under way and the final phase, if begun, is over.
  bool idle() const { return pending_ == 0 && final_left_ == 0; }

  // Abandons all operations under way, because the run ends.
  void cut_short(Time now);

  // The latest time for the next call of `advance`; kNever if no event is scheduled.
  Time next_event_time() const { return events_.next_time(); }

  // Handles the next event that is due. REQUIRES: next_event_time() <= now.
  void advance(Time now);

  // Handles the reply to the outstanding request of this worker's client.
  void on_reply(ClientIndex client, const host::Envelope& reply, Time now);

 private:
  struct Slot {
    Worker worker;
    ClientIndex client = 0;
    OperationIndex operation = 0;
    bool busy = false;
    bool final_done = false;
    bool has_client = false;
    bool needs_client = true;  // a new one, before its next operation
    Request sent;              // the request whose reply it waits for
    const protocol::RequestSchema* schema = nullptr;
  };

  struct Event {
    enum class Kind : std::uint8_t { kRequest, kTimeout, kFinalStep };
    Kind kind;
    std::uint32_t worker = 0;
    ClientIndex client = 0;  // of a kTimeout, with msg_id: the request
    std::uint32_t msg_id = 0;
  };

  void make_requests(Time now);
  void invoke(Slot& slot, Time now);
  void send(Slot& slot, Time now);
  void final_step(Slot& slot, Time now);
  void end_final(Slot& slot);
  void timeout(const Event& event, Time now);
  void on_error(Slot& slot, const host::Envelope& reply, Time now);
  void on_malformed(Slot& slot, const std::string& violation, const host::Envelope& reply, Time now);
  // value: of an ok. error: of any other outcome. Both JSON.
  void complete(Slot& slot, Outcome outcome, std::string_view value, std::string_view error, Time now);
  void replace_process(Slot& slot);
  void renew_client(Slot& slot);
  void open_client(Slot& slot);
  Slot& take_free();
  std::string_view function_of(const Slot& slot) const;
  std::string operation_words(const Slot& slot) const;

  const Plan& plan_;
  Workload& workload_;
  NodeAccess& nodes_;
  Clients& clients_;
  History& history_;
  Failures& failures_;
  ErrorCounts& errors_;
  const protocol::WorkloadSchema* const schema_;  // nullptr if the workload is not one of Maelstrom's
  const Time reply_limit_;

  std::unique_ptr<ChoiceStream> workload_choices_;
  std::unique_ptr<ChoiceStream> worker_choices_;
  Generator generator_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t pending_ = 0;     // operations under way
  std::size_t final_left_ = 0;  // workers that have not finished the final phase
  Time final_end_ = kNever;
  bool is_final_ = false;
  bool request_scheduled_ = false;
  std::int64_t next_process_ = 0;  // higher than all others
  EventQueue<Event> events_;

  // Reused, to keep its memory.
  Task task_;
  Request next_request_;
  std::string body_;
};

}  // namespace maelstrom::conformance
