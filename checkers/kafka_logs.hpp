// The logs of a kafka history: which messages are known to be at which offset.
//
// Sources: all polls, and the sends that must have happened: acknowledged sends, and sends of unknown outcome if any of
// their messages was polled. An index is an offset without the gaps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "checkers/kafka_history.hpp"

namespace maelstrom::conformance {

inline constexpr std::uint32_t kNoIndex = 0xffffffff;

struct KafkaLog {
  std::vector<std::int64_t> offsets;           // by index
  std::vector<std::vector<MessageId>> others;  // by index: other messages at the offset; empty if no index has any
  std::vector<MessageId> order;  // by index: the message there, or of several the one that Clojure's set lists first

  // All messages at an index.
  std::vector<MessageId> at(std::size_t index) const;
};

class KafkaLogs {
 public:
  explicit KafkaLogs(const KafkaHistory& history);

  const KafkaLog& log(KafkaKey key) const { return logs_[key]; }

  // The index of the message in the order of its key, and its first and last index. kNoIndex: unknown.
  std::uint32_t index(MessageId message) const { return index_[message]; }
  std::uint32_t first_index(MessageId message) const { return first_index_[message]; }
  std::uint32_t last_index(MessageId message) const { return last_index_[message]; }

  bool polled_by_ok(MessageId message) const { return polled_by_ok_[message]; }
  bool must_have_committed(const KafkaOperation& operation) const;

 private:
  struct Collected {
    std::vector<MessageId> dense;                         // by offset; kNoIndex: no message
    std::map<std::int64_t, std::vector<MessageId>> more;  // a second message at an offset, and high offsets
  };

  void collect(std::vector<Collected>& logs, const KafkaRecord& record) const;
  void add(KafkaLog& log, std::int64_t offset, std::vector<MessageId> messages);

  const KafkaHistory& history_;
  std::int64_t dense_limit_ = 0;
  std::vector<KafkaLog> logs_;
  std::vector<std::uint32_t> index_;
  std::vector<std::uint32_t> first_index_;
  std::vector<std::uint32_t> last_index_;
  std::vector<bool> polled_by_ok_;
};

}  // namespace maelstrom::conformance
