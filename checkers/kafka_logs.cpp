#include "checkers/kafka_logs.hpp"

#include <algorithm>
#include <utility>

#include "checkers/clojure_order.hpp"

namespace maelstrom::conformance {

std::vector<MessageId> KafkaLog::at(std::size_t index) const {
  std::vector<MessageId> messages{order[index]};
  if (!others.empty()) {
    messages.insert(messages.end(), others[index].begin(), others[index].end());
  }
  return messages;
}

KafkaLogs::KafkaLogs(const KafkaHistory& history)
    : history_(history),
      logs_(history.key_count()),
      index_(history.messages().size(), kNoIndex),
      first_index_(history.messages().size(), kNoIndex),
      last_index_(history.messages().size(), kNoIndex),
      polled_by_ok_(history.messages().size(), false) {
  for (const KafkaOperation& operation : history.operations()) {
    for (const KafkaRecord& record : operation.polls) {
      if (operation.outcome == Outcome::kOk) {
        polled_by_ok_[record.message] = true;
      }
    }
  }
  // Offsets below this are looked up in a table; it takes little more memory than the messages.
  dense_limit_ = static_cast<std::int64_t>(history.messages().size()) * 2 + 1024;
  std::vector<Collected> collected(history.key_count());
  for (const KafkaOperation& operation : history.operations()) {
    for (const KafkaRecord& record : operation.polls) {
      collect(collected, record);
    }
    if (must_have_committed(operation)) {
      for (const KafkaRecord& record : operation.sends) {
        collect(collected, record);
      }
    }
  }
  for (KafkaKey key = 0; key < collected.size(); ++key) {
    auto next = collected[key].more.begin();
    const auto end = collected[key].more.end();
    const auto& dense = collected[key].dense;
    for (std::size_t offset = 0; offset < dense.size(); ++offset) {
      if (dense[offset] == kNoIndex) {
        continue;
      }
      std::vector<MessageId> messages{dense[offset]};
      if (next != end && next->first == static_cast<std::int64_t>(offset)) {
        messages.insert(messages.end(), next->second.begin(), next->second.end());
        ++next;
      }
      add(logs_[key], static_cast<std::int64_t>(offset), std::move(messages));
    }
    for (; next != end; ++next) {
      add(logs_[key], next->first, next->second);
    }
  }
}

bool KafkaLogs::must_have_committed(const KafkaOperation& operation) const {
  return operation.outcome == Outcome::kOk ||
         (operation.outcome == Outcome::kInfo &&
          std::any_of(operation.sends.begin(), operation.sends.end(),
                      [this](const KafkaRecord& record) { return polled_by_ok_[record.message]; }));
}

void KafkaLogs::collect(std::vector<Collected>& logs, const KafkaRecord& record) const {
  if (record.offset < 0) {
    return;  // unknown, or negative, which is impossible
  }
  Collected& log = logs[history_.messages()[record.message].key];
  if (record.offset < dense_limit_) {
    const auto offset = static_cast<std::size_t>(record.offset);
    if (offset >= log.dense.size()) {
      log.dense.resize(offset + 1, kNoIndex);
    }
    if (log.dense[offset] == kNoIndex) {
      log.dense[offset] = record.message;
    }
    if (log.dense[offset] == record.message) {
      return;
    }
  }
  std::vector<MessageId>& others = log.more[record.offset];
  if (std::find(others.begin(), others.end(), record.message) == others.end()) {
    others.push_back(record.message);
  }
}

void KafkaLogs::add(KafkaLog& log, std::int64_t offset, std::vector<MessageId> messages) {
  const auto index = static_cast<std::uint32_t>(log.order.size());
  if (messages.size() > 1) {
    std::sort(messages.begin(), messages.end(), [this](MessageId a, MessageId b) {
      return clojure_before(clojure_hash(history_.value_text(a)), clojure_hash(history_.value_text(b)));
    });
    log.others.resize(index);
    log.others.emplace_back(messages.begin() + 1, messages.end());
  } else if (!log.others.empty()) {
    log.others.emplace_back();
  }
  log.offsets.push_back(offset);
  log.order.push_back(messages[0]);
  index_[messages[0]] = index;
  for (const MessageId message : messages) {
    if (first_index_[message] == kNoIndex) {
      first_index_[message] = index;
    }
    last_index_[message] = index;
  }
}

}  // namespace maelstrom::conformance
