// What happened: every operation of the clients and of the nemesis, in order.
//
// An operation's texts live in one buffer, so that a history of millions of operations stays small: about 120 bytes an
// operation. One that is not kept remembers the operations under way, and of all others what can be counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cluster.hpp"
#include "nemesis.hpp"
#include "percentiles.hpp"
#include "time.hpp"

namespace maelstrom::conformance {

using OperationIndex = std::uint32_t;

// Jepsen's words: ok happened, fail did not, info may or may not have. Pending is an operation not yet completed.
enum class Outcome : std::uint8_t { kPending, kOk, kFail, kInfo };

std::string_view outcome_name(Outcome outcome);

// A piece of the history's text.
struct TextSlice {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;
};

struct Operation {
  Time invoked = 0;
  Time completed = 0;
  std::uint32_t process = 0;  // a process that crashed is followed by one with a number of its own
  std::uint32_t client = 0;   // the N of c<N>
  NodeIndex node = 0;
  Outcome outcome = Outcome::kPending;
  std::uint16_t function = 0;
  TextSlice request;  // JSON
  TextSlice result;   // JSON: the value of an ok, the error of a fail or an info
};

struct OutcomeCounts {
  std::uint64_t invoked = 0;
  std::uint64_t ok = 0;
  std::uint64_t fail = 0;
  std::uint64_t info = 0;
};

class History {
 public:
  // keep: whether operations are remembered once they have completed, and faults at all.
  explicit History(std::vector<std::string> nodes, bool keep = true) : nodes_(std::move(nodes)), keep_(keep) {}

  bool kept() const { return keep_; }

  // `function` is what Jepsen calls f: "echo". `request` is the operation's value as JSON.
  OperationIndex invoke(std::uint32_t process, std::uint32_t client, NodeIndex node, std::string_view function,
                        std::string_view request, Time now);

  void complete(OperationIndex operation, Outcome outcome, std::string_view result, Time now);

  // An operation of the nemesis, which happens at once.
  void fault(const Fault& fault, Time now);

  // nullptr if the operation has completed and is not kept. Valid until the next operation is invoked or completed.
  const Operation* find(OperationIndex index) const {
    return index < forgotten_ ? nullptr : &operations_[index - forgotten_];
  }
  // REQUIRES: find(index) != nullptr.
  const Operation& operation(OperationIndex index) const { return operations_[index - forgotten_]; }
  std::string_view text(TextSlice slice) const {
    return std::string_view(text_).substr(slice.offset - forgotten_text_, slice.size);
  }
  std::string_view function(const Operation& operation) const { return functions_[operation.function].first; }
  const std::string& node(NodeIndex node) const { return nodes_[node]; }

  const OutcomeCounts& counts() const { return counts_; }
  // The outcomes of every function, in the order of their first use.
  const std::vector<std::pair<std::string, OutcomeCounts>>& counts_by_function() const { return functions_; }
  // How long the operations took that succeeded.
  const Percentiles& latencies() const { return latencies_; }
  // How many faults have begun.
  std::uint64_t fault_count() const { return fault_count_; }

  // How many of them have not ended yet.
  std::uint64_t faults_under_way() const { return faults_under_way_; }

  // Writes one JSON object a line, of all that is kept:
  // {"index":0,"time":12,"process":0,"type":"invoke","f":"echo","value":...}.
  void write(std::ostream& out) const;

 private:
  enum class EventType : std::uint8_t { kInvoke, kComplete, kFault };

  struct Event {
    EventType type;
    std::uint32_t index;  // into the operations or the faults
  };

  struct FaultRecord {
    Time time;
    Fault fault;
  };

  TextSlice add_text(std::string_view text);
  void forget_completed();
  std::uint16_t function_index(std::string_view function);
  void append_operation(std::string& line, const Operation& operation, bool invocation) const;
  void append_fault(std::string& line, const FaultRecord& record) const;

  std::vector<std::string> nodes_;
  bool keep_;
  std::string text_;
  std::vector<std::pair<std::string, OutcomeCounts>> functions_;
  std::vector<Operation> operations_;
  std::size_t completed_ = 0;         // at the front of operations_; counted only if they are not kept
  OperationIndex forgotten_ = 0;      // operations that were in front of these
  std::uint64_t forgotten_text_ = 0;  // and their bytes of text
  std::vector<FaultRecord> faults_;
  std::vector<Event> events_;
  OutcomeCounts counts_;
  Percentiles latencies_;
  std::uint64_t fault_count_ = 0;
  std::uint64_t faults_under_way_ = 0;
};

}  // namespace maelstrom::conformance
