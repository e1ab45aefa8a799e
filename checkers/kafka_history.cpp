#include "checkers/kafka_history.hpp"

#include <optional>

#include "checkers/json_pull.hpp"
#include "protocol/decimal.hpp"

namespace maelstrom::conformance {
namespace {

using KafkaKind = KafkaOperation::Kind;

KafkaKind kind_of(std::string_view function) {
  if (function == "send") {
    return KafkaKind::kSend;
  }
  if (function == "poll") {
    return KafkaKind::kPoll;
  }
  if (function == "txn") {
    return KafkaKind::kTransaction;
  }
  return function == "assign" ? KafkaKind::kAssign : KafkaKind::kOther;
}

std::string_view unquoted(std::string_view json) {
  return json.size() >= 2 && json.front() == '"' ? json.substr(1, json.size() - 2) : json;
}

std::int64_t offset_of(std::string_view json) {
  return host::parse_integer(json).value_or(kNoOffset);
}

// An array of exactly two values.
struct OffsetAndValue {
  std::string_view offset;
  std::string_view value;
};

std::optional<OffsetAndValue> offset_and_value(JsonPull& pull) {
  OffsetAndValue pair;
  if (!pull.enter('[') || !pull.more()) {
    return std::nullopt;
  }
  pair.offset = pull.value();
  if (!pull.more()) {
    return std::nullopt;
  }
  pair.value = pull.value();
  if (pull.more()) {
    return std::nullopt;
  }
  return pair;
}

}  // namespace

// Where the parts of an operation begin and end, as indices, because spans would move while the arrays grow.
struct KafkaHistory::Ranges {
  std::size_t sends;
  std::size_t polls;
  std::size_t polled_keys;
  std::size_t assigned;
};

KafkaHistory::KafkaHistory(const History& history, bool pending_as_info) : history_(history) {
  std::vector<Ranges> ranges;
  for (const Event& event : history.events()) {
    if (event.type == Event::Type::kCompletion) {
      add(event.index, ranges);
    }
  }
  for (OperationIndex index = 0; pending_as_info && index < history.operations().size(); ++index) {
    if (history.operations()[index].completion == kNone) {
      add(index, ranges);
    }
  }
  ranges.push_back({sends_.size(), polls_.size(), polled_keys_.size(), assigned_.size()});
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    const Ranges& begin = ranges[i];
    const Ranges& end = ranges[i + 1];
    operations_[i].sends = std::span(sends_).subspan(begin.sends, end.sends - begin.sends);
    operations_[i].polls = std::span(polls_).subspan(begin.polls, end.polls - begin.polls);
    operations_[i].polled_keys =
        std::span(polled_keys_).subspan(begin.polled_keys, end.polled_keys - begin.polled_keys);
    operations_[i].assigned = std::span(assigned_).subspan(begin.assigned, end.assigned - begin.assigned);
  }
}

void KafkaHistory::add(OperationIndex index, std::vector<Ranges>& ranges) {
  const Operation& origin = history_.operations()[index];
  KafkaOperation operation;
  operation.kind = kind_of(history_.function(origin));
  operation.outcome = origin.completion == kNone ? Outcome::kInfo : origin.outcome;
  operation.origin = index;
  const Ranges begin{sends_.size(), polls_.size(), polled_keys_.size(), assigned_.size()};
  if (!read_value(operation, history_.last_value(origin))) {
    sends_.resize(begin.sends);
    polls_.resize(begin.polls);
    polled_keys_.resize(begin.polled_keys);
    assigned_.resize(begin.assigned);
    malformed_.push_back(index);
    return;
  }
  operations_.push_back(operation);
  ranges.push_back(begin);
}

bool KafkaHistory::read_value(KafkaOperation& operation, std::string_view json) {
  if (operation.kind == KafkaKind::kAssign) {
    return read_assignment(json);
  }
  if (!operation.sends_or_polls()) {
    return true;
  }
  JsonPull pull(json);
  if (!pull.enter('[')) {
    return false;
  }
  while (pull.more()) {
    if (!read_step(operation, pull.value())) {
      return false;
    }
  }
  return true;
}

// ["send", key, value], ["send", key, [offset, value]], ["poll"] or ["poll", {key: [[offset, value]...]}].
bool KafkaHistory::read_step(KafkaOperation& operation, std::string_view json) {
  JsonPull pull(json);
  if (!pull.enter('[') || !pull.more()) {
    return false;
  }
  const std::string_view name = unquoted(pull.value());
  const bool more = pull.more();
  if (name == "poll") {
    return !more || read_poll(pull.value());
  }
  if (name != "send" || !more) {
    return false;
  }
  const KafkaKey to = key(unquoted(pull.value()));
  return pull.more() && read_send(operation, to, pull.value());
}

bool KafkaHistory::read_send(KafkaOperation& operation, KafkaKey to, std::string_view json) {
  JsonPull pull(json);
  KafkaRecord record;
  std::string_view value = json;
  if (const auto pair = offset_and_value(pull)) {
    record.offset = offset_of(pair->offset);
    value = pair->value;
  }
  record.message = message(to, value);
  sends_.push_back(record);
  operation.unknown_send = record.offset == kNoOffset;
  return true;
}

bool KafkaHistory::read_poll(std::string_view json) {
  JsonPull pull(json);
  if (json == "null") {
    return true;
  }
  if (!pull.enter('{')) {
    return false;
  }
  while (pull.more()) {
    PolledKey polled;
    polled.key = key(pull.name());
    if (pull.peek() == 'n') {
      pull.value();  // null: no messages
    } else if (!pull.enter('[')) {
      return false;
    } else {
      while (pull.more()) {
        const auto pair = offset_and_value(pull);
        if (!pair) {
          return false;
        }
        polls_.push_back({message(polled.key, pair->value), offset_of(pair->offset)});
        ++polled.count;
      }
    }
    polled_keys_.push_back(polled);
  }
  return true;
}

bool KafkaHistory::read_assignment(std::string_view json) {
  JsonPull pull(json);
  if (!pull.enter('[')) {
    return false;
  }
  while (pull.more()) {
    assigned_.push_back(key(unquoted(pull.value())));
  }
  return true;
}

KafkaKey KafkaHistory::key(std::string_view name) {
  const auto [found, is_new] = key_numbers_.try_emplace(name, static_cast<KafkaKey>(keys_.size()));
  if (is_new) {
    keys_.push_back(name);
  }
  return found->second;
}

MessageId KafkaHistory::message(KafkaKey of_key, std::string_view value) {
  const std::uint32_t number = values_.number(value);
  const auto [found, is_new] =
      message_numbers_.try_emplace(std::uint64_t{of_key} << 32 | number, static_cast<MessageId>(messages_.size()));
  if (is_new) {
    messages_.push_back({of_key, number});
  }
  return found->second;
}

}  // namespace maelstrom::conformance
