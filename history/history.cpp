#include "history/history.hpp"

#include <algorithm>
#include <cassert>
#include <functional>
#include <ostream>

#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

void count(OutcomeCounts& counts, Outcome outcome) {
  counts.ok += outcome == Outcome::kOk ? 1 : 0;
  counts.fail += outcome == Outcome::kFail ? 1 : 0;
  counts.info += outcome == Outcome::kInfo ? 1 : 0;
}

bool is_part_of(std::string_view part, std::string_view whole) {
  const std::less_equal<const char*> not_after;
  return not_after(whole.data(), part.data()) && not_after(part.data() + part.size(), whole.data() + whole.size());
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

OperationIndex History::invoke(std::int64_t process, std::uint32_t client, NodeIndex node, std::string_view function,
                               std::string_view value, Time now, OperationFlags flags) {
  const auto index = static_cast<OperationIndex>(operations_.size());
  Operation operation;
  operation.invoked = now;
  operation.completed = now;
  operation.process = process;
  operation.invoked_value = add_text(value);
  operation.invocation = next_event_;
  operation.client = client;
  operation.node = node;
  operation.function = function_index(function);
  operation.flags = flags;
  operations_.push_back(operation);
  ++counts_.invoked;
  ++functions_[operation.function].second.invoked;
  add_event(Event::Type::kInvocation, index);
  return index;
}

void History::complete(OperationIndex index, Outcome outcome, std::string_view value, std::string_view error,
                       Time now) {
  Operation& operation = operations_[index];
  assert(operation.outcome == Outcome::kPending);
  operation.completed = now;
  operation.outcome = outcome;
  operation.completion = next_event_;
  count(counts_, outcome);
  count(functions_[operation.function].second, outcome);
  if (outcome == Outcome::kOk) {
    latencies_.add(std::max<Time>(now - operation.invoked, 0));
  }
  add_event(Event::Type::kCompletion, index);
  operation.completed_value = value == text(operation.invoked_value) ? operation.invoked_value : add_text(value);
  operation.error = add_text(error);
}

void History::nemesis(std::string_view function, std::string_view value, NemesisPhase phase, Time now) {
  const NemesisEvent event{now, next_event_, add_text(function), add_text(value)};
  nemesis_events_.push_back(event);
  add_event(Event::Type::kNemesis, static_cast<std::uint32_t>(nemesis_events_.size() - 1));
  if (phase == NemesisPhase::kStart) {
    ++fault_count_;
    ++faults_under_way_;
  } else if (phase == NemesisPhase::kStop && faults_under_way_ > 0) {  // a script may end a fault that never began
    --faults_under_way_;
  }
}

NodeIndex History::add_node(std::string_view name) {
  const auto found = std::find(nodes_.begin(), nodes_.end(), name);
  const auto index = static_cast<NodeIndex>(found - nodes_.begin());
  if (found == nodes_.end()) {
    nodes_.emplace_back(name);
  }
  return index;
}

TextSlice History::add_text(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  const auto size = static_cast<std::uint32_t>(text.size());
  if (is_part_of(text, adopted_text_)) {
    return {static_cast<std::uint64_t>(text.data() - adopted_text_.data()), size};
  }
  if (is_part_of(text, text_)) {
    return {adopted_text_.size() + static_cast<std::uint64_t>(text.data() - text_.data()), size};
  }
  const TextSlice slice{adopted_text_.size() + text_.size(), size};
  text_ += text;
  return slice;
}

void History::add_event(Event::Type type, std::uint32_t index) {
  events_.push_back({type, index});
  ++next_event_;
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
  for (const Event& event : events_) {
    line = R"({"index":)";
    if (event.type == Event::Type::kNemesis) {
      append_nemesis(line, nemesis_events_[event.index]);
    } else {
      append_operation(line, operations_[event.index], event.type == Event::Type::kInvocation);
    }
    line += "}\n";
    out << line;
  }
}

void History::append_operation(std::string& line, const Operation& operation, bool invocation) const {
  append_number(line, invocation ? operation.invocation : operation.completion);
  line += R"(,"time":)";
  append_number(line, invocation ? operation.invoked : operation.completed);
  line += R"(,"process":)";
  append_number(line, operation.process);
  line += R"(,"type":")";
  line += invocation ? "invoke" : outcome_name(operation.outcome);
  line += R"(","f":)";
  append_json_string(line, function(operation));
  const auto append_member = [&](std::string_view name, TextSlice slice) {
    if (!slice.empty()) {
      line += name;
      line += text(slice);
    }
  };
  append_member(R"(,"value":)", invocation ? operation.invoked_value : operation.completed_value);
  append_member(R"(,"error":)", invocation ? TextSlice() : operation.error);
  line += operation.flags.is_final ? R"(,"final":true)" : "";
  line += operation.flags.seek_to_beginning ? R"(,"seek-to-beginning":true)" : "";
  if (operation.client != kNone) {
    line += R"(,"client":"c)";
    append_number(line, operation.client);
    line += '"';
  }
  if (operation.node != kNone) {
    line += R"(,"node":)";
    append_json_string(line, node(operation.node));
  }
}

void History::append_nemesis(std::string& line, const NemesisEvent& event) const {
  append_number(line, event.event);
  line += R"(,"time":)";
  append_number(line, event.time);
  line += R"(,"process":"nemesis","type":"info","f":)";
  append_json_string(line, text(event.function));
  line += R"(,"value":)";
  line += event.value.empty() ? "null" : text(event.value);
}

}  // namespace maelstrom::conformance
