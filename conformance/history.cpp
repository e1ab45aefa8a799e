#include "history.hpp"

#include <algorithm>
#include <ostream>

#include "fault_json.hpp"
#include "json_text.hpp"

namespace maelstrom::conformance {
namespace {

void count(OutcomeCounts& counts, Outcome outcome) {
  counts.ok += outcome == Outcome::kOk ? 1 : 0;
  counts.fail += outcome == Outcome::kFail ? 1 : 0;
  counts.info += outcome == Outcome::kInfo ? 1 : 0;
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPending:
      return "pending";
    case Outcome::kOk:
      return "ok";
    case Outcome::kFail:
      return "fail";
    case Outcome::kInfo:
      return "info";
  }
  return "";
}

OperationIndex History::invoke(std::uint32_t process, std::uint32_t client, NodeIndex node, std::string_view function,
                               std::string_view request, Time now) {
  const auto index = static_cast<OperationIndex>(forgotten_ + operations_.size());
  const std::uint16_t asked = function_index(function);
  operations_.push_back({now, now, process, client, node, Outcome::kPending, asked, add_text(request), {}});
  ++counts_.invoked;
  ++functions_[asked].second.invoked;
  if (keep_) {
    events_.push_back({EventType::kInvoke, index});
  }
  return index;
}

void History::complete(OperationIndex index, Outcome outcome, std::string_view result, Time now) {
  Operation& operation = operations_[index - forgotten_];
  operation.completed = now;
  operation.outcome = outcome;
  count(counts_, outcome);
  count(functions_[operation.function].second, outcome);
  if (outcome == Outcome::kOk) {
    latencies_.add(now - operation.invoked);
  }
  if (keep_) {
    operation.result = result == text(operation.request) ? operation.request : add_text(result);
    events_.push_back({EventType::kComplete, index});
  } else {
    forget_completed();
  }
}

// Forgets the operations at the front that have completed, once they are most of all, so that an operation is moved
// once or so. One that is pending holds up those behind it, but not for longer than its client waits.
void History::forget_completed() {
  constexpr std::size_t kWorthTheWork = 256;
  while (completed_ < operations_.size() && operations_[completed_].outcome != Outcome::kPending) {
    ++completed_;
  }
  if (completed_ < kWorthTheWork || completed_ < operations_.size() / 2) {
    return;
  }
  const std::size_t bytes =
      completed_ == operations_.size() ? text_.size() : operations_[completed_].request.offset - forgotten_text_;
  operations_.erase(operations_.begin(), operations_.begin() + static_cast<std::ptrdiff_t>(completed_));
  text_.erase(0, bytes);
  forgotten_ += static_cast<OperationIndex>(completed_);
  forgotten_text_ += bytes;
  completed_ = 0;
}

void History::fault(const Fault& fault, Time now) {
  if (keep_) {
    events_.push_back({EventType::kFault, static_cast<std::uint32_t>(faults_.size())});
    faults_.push_back({now, fault});
  }
  fault_count_ += fault.start ? 1 : 0;
  if (fault.start) {
    ++faults_under_way_;
  } else if (faults_under_way_ > 0) {  // a script may end what never began
    --faults_under_way_;
  }
}

TextSlice History::add_text(std::string_view text) {
  const TextSlice slice{forgotten_text_ + text_.size(), static_cast<std::uint32_t>(text.size())};
  text_ += text;
  return slice;
}

std::uint16_t History::function_index(std::string_view function) {
  const auto found =
      std::find_if(functions_.begin(), functions_.end(), [function](const auto& row) { return row.first == function; });
  const auto index = static_cast<std::uint16_t>(found - functions_.begin());
  if (found == functions_.end()) {
    functions_.emplace_back(function, OutcomeCounts());
  }
  return index;
}

void History::write(std::ostream& out) const {
  std::string line;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    line = R"({"index":)";
    append_number(line, i);
    const Event& event = events_[i];
    if (event.type == EventType::kFault) {
      append_fault(line, faults_[event.index]);
    } else {
      append_operation(line, operations_[event.index], event.type == EventType::kInvoke);
    }
    line += "}\n";
    out << line;
  }
}

void History::append_operation(std::string& line, const Operation& operation, bool invocation) const {
  line += R"(,"time":)";
  append_number(line, invocation ? operation.invoked : operation.completed);
  line += R"(,"process":)";
  append_number(line, operation.process);
  line += R"(,"type":")";
  line += invocation ? "invoke" : outcome_name(operation.outcome);
  line += R"(","f":)";
  append_json_string(line, function(operation));
  const bool value = invocation || operation.outcome == Outcome::kOk;
  line += value ? R"(,"value":)" : R"(,"error":)";
  line += text(invocation ? operation.request : operation.result);
  line += R"(,"client":"c)";
  append_number(line, operation.client);
  line += R"(","node":)";
  append_json_string(line, node(operation.node));
}

void History::append_fault(std::string& line, const FaultRecord& record) const {
  line += R"(,"time":)";
  append_number(line, record.time);
  line += R"(,"process":"nemesis","type":"info","f":")";
  line += record.fault.start ? "start-" : "stop-";
  line += fault_entry(record.fault.kind).name;
  line += R"(","value":)";
  append_fault_details(line, record.fault, nodes_);
}

}  // namespace maelstrom::conformance
