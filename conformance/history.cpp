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
  const auto index = static_cast<OperationIndex>(operations_.size());
  operations_.push_back(
      {now, now, process, client, node, Outcome::kPending, function_index(function), keep(request), {}});
  events_.push_back({EventType::kInvoke, index});
  ++counts_.invoked;
  return index;
}

void History::complete(OperationIndex index, Outcome outcome, std::string_view result, Time now) {
  Operation& operation = operations_[index];
  operation.completed = now;
  operation.outcome = outcome;
  operation.result = result == text(operation.request) ? operation.request : keep(result);
  events_.push_back({EventType::kComplete, index});
  count(counts_, outcome);
}

void History::fault(const Fault& fault, Time now) {
  events_.push_back({EventType::kFault, static_cast<std::uint32_t>(faults_.size())});
  faults_.push_back({now, fault});
  fault_count_ += fault.start ? 1 : 0;
  if (fault.start) {
    ++faults_under_way_;
  } else if (faults_under_way_ > 0) {  // a script may end what never began
    --faults_under_way_;
  }
}

TextSlice History::keep(std::string_view text) {
  const TextSlice slice{text_.size(), static_cast<std::uint32_t>(text.size())};
  text_ += text;
  return slice;
}

std::uint16_t History::function_index(std::string_view function) {
  const auto found = std::find(functions_.begin(), functions_.end(), function);
  const auto index = static_cast<std::uint16_t>(found - functions_.begin());
  if (found == functions_.end()) {
    functions_.emplace_back(function);
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
  append_json_string(line, node(operation));
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

std::vector<std::pair<std::string, OutcomeCounts>> counts_by_function(const History& history) {
  std::vector<std::pair<std::string, OutcomeCounts>> all;
  for (const Operation& operation : history.operations()) {
    if (operation.function >= all.size()) {
      all.emplace_back(history.function(operation), OutcomeCounts());
    }
    OutcomeCounts& counts = all[operation.function].second;
    ++counts.invoked;
    count(counts, operation.outcome);
  }
  return all;
}

std::vector<Time> ok_latencies(const History& history) {
  std::vector<Time> all;
  all.reserve(history.counts().ok);
  for (const Operation& operation : history.operations()) {
    if (operation.outcome == Outcome::kOk) {
      all.push_back(operation.completed - operation.invoked);
    }
  }
  return all;
}

}  // namespace maelstrom::conformance
