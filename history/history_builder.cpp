#include "history/history_builder.hpp"

#include <charconv>

namespace maelstrom::conformance {
namespace {

constexpr std::int64_t kManyProcesses = 1 << 20;

Outcome outcome_of(EventType type) {
  switch (type) {
    case EventType::kOk:
      return Outcome::kOk;
    case EventType::kFail:
      return Outcome::kFail;
    default:
      return Outcome::kInfo;
  }
}

}  // namespace

std::optional<EventType> parse_event_type(std::string_view name) {
  if (name == "invoke") {
    return EventType::kInvoke;
  }
  if (name == "ok") {
    return EventType::kOk;
  }
  if (name == "fail") {
    return EventType::kFail;
  }
  return name == "info" ? std::optional(EventType::kInfo) : std::nullopt;
}

std::uint32_t parse_client_number(std::string_view name) {
  std::uint32_t number = kNone;
  if (name.size() > 1 && name.front() == 'c') {
    const char* const end = name.data() + name.size();
    const auto result = std::from_chars(name.data() + 1, end, number);
    return result.ec == std::errc() && result.ptr == end ? number : kNone;
  }
  return kNone;
}

std::string HistoryBuilder::add(const RecordedEvent& event) {
  if (!event.type) {
    return "the event has no type";
  }
  if (event.function.empty()) {
    return "the event has no member f";
  }
  if (event.index) {
    if (*event.index < static_cast<std::int64_t>(history_.next_event())) {
      return "index " + std::to_string(*event.index) + " is not higher than that of the event before";
    }
    if (*event.index >= static_cast<std::int64_t>(kNone)) {
      return "index " + std::to_string(*event.index) + " is too high";
    }
    history_.set_next_event(static_cast<EventIndex>(*event.index));
  }
  if (!event.process) {
    history_.nemesis(event.function, event.value.empty() ? "null" : event.value, NemesisPhase::kOther, event.time);
    return {};
  }
  return *event.type == EventType::kInvoke ? invoke(event) : complete(event);
}

std::string HistoryBuilder::invoke(const RecordedEvent& event) {
  OperationIndex& open = open_operation(*event.process);
  if (open != kNone) {
    return "process " + std::to_string(*event.process) + " invokes " + std::string(event.function) +
           " while its operation " + std::to_string(history_.operation(open).invocation) + " has not completed";
  }
  const NodeIndex node = event.node.empty() ? kNone : history_.add_node(event.node);
  open = history_.invoke(*event.process, event.client, node, event.function, event.value.empty() ? "null" : event.value,
                         event.time, event.flags);
  return {};
}

std::string HistoryBuilder::complete(const RecordedEvent& event) {
  OperationIndex& open = open_operation(*event.process);
  if (open == kNone) {
    return "process " + std::to_string(*event.process) + " completes " + std::string(event.function) +
           ", which it has not invoked";
  }
  const Operation& operation = history_.operation(open);
  if (history_.function(operation) != event.function) {
    return "process " + std::to_string(*event.process) + " completes " + std::string(event.function) +
           ", but it has invoked " + std::string(history_.function(operation));
  }
  history_.complete(open, outcome_of(*event.type), event.value, event.error, event.time);
  open = kNone;
  return {};
}

OperationIndex& HistoryBuilder::open_operation(std::int64_t process) {
  if (process < 0 || process >= kManyProcesses) {
    return open_elsewhere_.try_emplace(process, kNone).first->second;
  }
  const auto index = static_cast<std::size_t>(process);
  if (index >= open_.size()) {
    open_.resize(index + 1, kNone);
  }
  return open_[index];
}

}  // namespace maelstrom::conformance
