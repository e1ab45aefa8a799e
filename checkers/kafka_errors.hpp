// The errors in a kafka history, each under Maelstrom's name for its kind.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/kafka_cycles.hpp"
#include "checkers/kafka_history.hpp"
#include "checkers/kafka_logs.hpp"

namespace maelstrom::conformance {

struct KafkaError {
  KafkaKey key = 0;
  MessageId first = 0;  // the message, or the earlier one of two
  MessageId second = 0;
  std::int64_t delta = 0;          // how far `second` is from `first`; else the number to sort by
  std::uint32_t index = kNoIndex;  // in the log
  std::uint32_t other_index = kNoIndex;
  std::uint32_t operation = kNoOperation;  // the culprit; indices into KafkaHistory::operations()
  std::uint32_t other_operation = kNoOperation;
};

struct KafkaErrors {
  // By kind, in Maelstrom's order.
  std::map<std::string, std::vector<KafkaError>, std::less<>> by_kind;
  KafkaCycles cycles;

  // At the end: acknowledged messages that no ok poll returned. Sorted by key.
  std::vector<std::pair<KafkaKey, std::vector<MessageId>>> unseen;
  std::int64_t unseen_time = 0;

  // For each message, the last operation that sent it and the first operation that polled it.
  std::vector<std::uint32_t> writer_of;
  std::vector<std::uint32_t> reader_of;

  // An ok poll returned no messages of a key without known messages; Maelstrom's checker throws.
  bool empty_unknown_poll = false;
};

// Kinds that do not make a history invalid.
bool is_allowed_kafka_error(std::string_view kind);

// `as_maelstrom`: with the false positives in `unseen`, and without "phantom".
KafkaErrors find_kafka_errors(const KafkaHistory& history, const KafkaLogs& logs, bool as_maelstrom);

}  // namespace maelstrom::conformance
