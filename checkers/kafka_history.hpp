// The operations of a kafka history, with keys, values and messages as numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checkers/json_values.hpp"
#include "history/history.hpp"

namespace maelstrom::conformance {

using KafkaKey = std::uint32_t;

// A value sent to, or polled from, a key. A message at several offsets is one message.
using MessageId = std::uint32_t;

inline constexpr std::int64_t kNoOffset = std::numeric_limits<std::int64_t>::min();

struct KafkaMessage {
  KafkaKey key = 0;
  std::uint32_t value = 0;  // in KafkaHistory::values
};

// A message sent or polled by an operation.
struct KafkaRecord {
  MessageId message = 0;
  std::int64_t offset = kNoOffset;
};

// A key in the result of a poll. Its records are the next `count` ones of the operation.
struct PolledKey {
  KafkaKey key = 0;
  std::uint32_t count = 0;
};

// An operation with its outcome.
struct KafkaOperation {
  enum class Kind : std::uint8_t { kSend, kPoll, kTransaction, kAssign, kOther };

  Kind kind = Kind::kOther;
  Outcome outcome = Outcome::kOk;
  bool unknown_send = false;  // its last send has no offset
  OperationIndex origin = 0;
  std::span<const KafkaRecord> sends;
  std::span<const KafkaRecord> polls;
  std::span<const PolledKey> polled_keys;
  std::span<const KafkaKey> assigned;

  bool sends_or_polls() const { return kind == Kind::kSend || kind == Kind::kPoll || kind == Kind::kTransaction; }
};

class KafkaHistory {
 public:
  // pending_as_info: operations that never completed may have happened. The original ignores them.
  KafkaHistory(const History& history, bool pending_as_info);
  KafkaHistory(const KafkaHistory&) = delete;
  KafkaHistory& operator=(const KafkaHistory&) = delete;

  const History& history() const { return history_; }
  const Operation& origin(const KafkaOperation& operation) const { return history_.operations()[operation.origin]; }

  // The completion, or the invocation if it never completed.
  EventIndex last_event(const KafkaOperation& operation) const {
    const Operation& of = origin(operation);
    return of.completion == kNone ? of.invocation : of.completion;
  }

  // In order of completion; those without a completion come last.
  std::span<const KafkaOperation> operations() const { return operations_; }
  std::span<const KafkaMessage> messages() const { return messages_; }
  std::size_t key_count() const { return keys_.size(); }

  std::string_view key_text(KafkaKey key) const { return keys_[key]; }
  std::string_view value_text(MessageId message) const { return values_.text(messages_[message].value); }

  // Operations whose value the workload does not allow; they are left out.
  std::span<const OperationIndex> malformed() const { return malformed_; }

 private:
  struct Ranges;

  void add(OperationIndex index, std::vector<Ranges>& ranges);
  bool read_value(KafkaOperation& operation, std::string_view json);
  bool read_step(KafkaOperation& operation, std::string_view json);
  bool read_send(KafkaOperation& operation, KafkaKey key, std::string_view json);
  bool read_poll(std::string_view json);
  bool read_assignment(std::string_view json);
  KafkaKey key(std::string_view name);
  MessageId message(KafkaKey key, std::string_view value);

  const History& history_;
  std::vector<KafkaOperation> operations_;
  std::vector<KafkaMessage> messages_;
  std::vector<std::string_view> keys_;
  std::unordered_map<std::string_view, KafkaKey> key_numbers_;
  std::unordered_map<std::uint64_t, MessageId> message_numbers_;
  JsonValues values_;
  std::vector<KafkaRecord> sends_;
  std::vector<KafkaRecord> polls_;
  std::vector<PolledKey> polled_keys_;
  std::vector<KafkaKey> assigned_;
  std::vector<OperationIndex> malformed_;
};

}  // namespace maelstrom::conformance
