// The history of a run: every operation of the clients, and the events of the nemesis, in order.
//
// Recorders and readers fill a history, checkers read it. It is compact: an operation takes 104 bytes, and the texts of
// all operations share one buffer. Not thread-safe.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "history/node_index.hpp"
#include "history/percentiles.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

using OperationIndex = std::uint32_t;

// The number of an event: `index` in Jepsen's histories. Every invocation, completion and event of the nemesis has one.
using EventIndex = std::uint32_t;

// A missing EventIndex, client or NodeIndex.
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// Jepsen's terms: ok happened, fail did not, info may or may not have. Pending is an operation not yet completed.
enum class Outcome : std::uint8_t { kPending, kOk, kFail, kInfo };

std::string_view outcome_name(Outcome outcome);

// A piece of the history's text. Empty means missing, because a JSON value is never empty.
struct TextSlice {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;

  bool empty() const { return size == 0; }
};

struct OperationFlags {
  bool is_final = false;           // a read of the final phase
  bool seek_to_beginning = false;  // kafka's assign
};

struct Operation {
  Time invoked = 0;
  Time completed = 0;         // equals `invoked` while it is pending
  std::int64_t process = 0;   // a crashed process is followed by one with another number
  TextSlice invoked_value;    // JSON
  TextSlice completed_value;  // JSON; may be empty, even for an ok
  TextSlice error;            // JSON; may be empty
  EventIndex invocation = kNone;
  EventIndex completion = kNone;  // kNone if it never completed
  std::uint32_t client = kNone;   // the N of c<N>
  NodeIndex node = kNone;
  std::uint16_t function = 0;
  Outcome outcome = Outcome::kPending;
  OperationFlags flags;
};

// An event without a client.
struct NemesisEvent {
  Time time = 0;
  EventIndex event = kNone;
  TextSlice function;  // its name
  TextSlice value;     // JSON
};

// The effect of a nemesis event on the active faults.
enum class NemesisPhase : std::uint8_t { kStart, kStop, kOther };

// The events in order, each with its index into operations() or nemesis_events().
struct Event {
  enum class Type : std::uint8_t { kInvocation, kCompletion, kNemesis };

  Type type;
  std::uint32_t index;
};

struct OutcomeCounts {
  std::uint64_t invoked = 0;
  std::uint64_t ok = 0;
  std::uint64_t fail = 0;
  std::uint64_t info = 0;
};

class History {
 public:
  // nodes: the names that a NodeIndex refers to.
  explicit History(std::vector<std::string> nodes = {}) : nodes_(std::move(nodes)) {}

  // ---- Recording

  // `function` is Jepsen's f: "echo". `value` is JSON.
  OperationIndex invoke(std::int64_t process, std::uint32_t client, NodeIndex node, std::string_view function,
                        std::string_view value, Time now, OperationFlags flags = {});

  // `value` and `error` are JSON, or empty. REQUIRES: the operation's outcome is kPending.
  void complete(OperationIndex operation, Outcome outcome, std::string_view value, std::string_view error, Time now);

  // An event of the nemesis. `value` is JSON.
  void nemesis(std::string_view function, std::string_view value, NemesisPhase phase, Time now);

  // Takes ownership of a text. Texts recorded later that are parts of it are not copied. Its address is stable as long
  // as the history exists. REQUIRES: the history is empty.
  void adopt_text(std::string text) {
    assert(events_.empty());
    adopted_text_ = std::move(text);
  }
  std::string_view adopted_text() const { return adopted_text_; }

  // The index of the next event; by default the last index plus one. REQUIRES: it is not lower than that.
  void set_next_event(EventIndex index) {
    assert(index >= next_event_);
    next_event_ = index;
  }
  EventIndex next_event() const { return next_event_; }

  // The node with this name; added if it is new.
  NodeIndex add_node(std::string_view name);

  // ---- Reading

  // All operations, in order of invocation, and all events.
  std::span<const Operation> operations() const { return operations_; }
  std::span<const NemesisEvent> nemesis_events() const { return nemesis_events_; }
  std::span<const Event> events() const { return events_; }

  // Valid until the next operation is invoked.
  const Operation& operation(OperationIndex index) const { return operations_[index]; }
  std::string_view text(TextSlice slice) const {
    const bool is_adopted = slice.offset < adopted_text_.size();
    return is_adopted ? std::string_view(adopted_text_).substr(slice.offset, slice.size)
                      : std::string_view(text_).substr(slice.offset - adopted_text_.size(), slice.size);
  }
  // The last value of the operation: of its completion, else of its invocation.
  std::string_view last_value(const Operation& operation) const {
    return text(operation.completed_value.empty() ? operation.invoked_value : operation.completed_value);
  }
  std::string_view function(const Operation& operation) const { return functions_[operation.function].first; }
  const std::vector<std::string>& nodes() const { return nodes_; }
  // REQUIRES: node != kNone.
  const std::string& node(NodeIndex node) const {
    assert(node < nodes_.size());
    return nodes_[node];
  }

  const OutcomeCounts& counts() const { return counts_; }
  // The outcomes of every function, in order of first use. Operation::function is an index into it.
  const std::vector<std::pair<std::string, OutcomeCounts>>& counts_by_function() const { return functions_; }
  // The durations of the operations that succeeded.
  const Percentiles& latencies() const { return latencies_; }
  // How many faults have begun.
  std::uint64_t fault_count() const { return fault_count_; }

  // How many faults have not ended yet.
  std::uint64_t faults_under_way() const { return faults_under_way_; }

  // Writes one JSON object per line, one per event:
  // {"index":0,"time":12,"process":0,"type":"invoke","f":"echo","value":...}.
  void write(std::ostream& out) const;

 private:
  TextSlice add_text(std::string_view text);
  void add_event(Event::Type type, std::uint32_t index);
  std::uint16_t function_index(std::string_view function);
  void append_operation(std::string& line, const Operation& operation, bool invocation) const;
  void append_nemesis(std::string& line, const NemesisEvent& event) const;

  std::vector<std::string> nodes_;
  // The texts to which slices refer, concatenated.
  std::string adopted_text_;
  std::string text_;
  std::vector<std::pair<std::string, OutcomeCounts>> functions_;
  std::vector<Operation> operations_;
  std::vector<NemesisEvent> nemesis_events_;
  std::vector<Event> events_;
  EventIndex next_event_ = 0;
  OutcomeCounts counts_;
  Percentiles latencies_;
  std::uint64_t fault_count_ = 0;
  std::uint64_t faults_under_way_ = 0;
};

}  // namespace maelstrom::conformance
