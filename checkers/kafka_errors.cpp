#include "checkers/kafka_errors.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <unordered_map>
#include <utility>

#include "checkers/clojure_order.hpp"

namespace maelstrom::conformance {
namespace {

using KafkaKind = KafkaOperation::Kind;

class ErrorSearch {
 public:
  ErrorSearch(const KafkaHistory& history, const KafkaLogs& logs, bool as_maelstrom)
      : history_(history), logs_(logs), as_maelstrom_(as_maelstrom) {}

  KafkaErrors run() {
    index_messages();
    for (KafkaKey key = 0; key < history_.key_count(); ++key) {
      check_log(key);
    }
    for (std::uint32_t i = 0; i < history_.operations().size(); ++i) {
      check_operation(i);
    }
    check_processes();
    check_lost_writes();
    find_unseen();
    errors_.cycles = find_kafka_cycles(history_, errors_.writer_of);
    return std::move(errors_);
  }

 private:
  const KafkaOperation& operation(std::uint32_t index) const { return history_.operations()[index]; }
  void add(const char* kind, const KafkaError& error) { errors_.by_kind[kind].push_back(error); }

  void index_messages() {
    const std::size_t count = history_.messages().size();
    errors_.writer_of.assign(count, kNoOperation);
    errors_.reader_of.assign(count, kNoOperation);
    failed_.assign(count, false);
    for (std::uint32_t i = 0; i < history_.operations().size(); ++i) {
      for (const KafkaRecord& record : operation(i).sends) {
        errors_.writer_of[record.message] = i;
        if (operation(i).outcome == Outcome::kFail) {
          failed_[record.message] = true;
        }
      }
      for (const KafkaRecord& record : operation(i).polls) {
        if (errors_.reader_of[record.message] == kNoOperation) {
          errors_.reader_of[record.message] = i;
        }
      }
    }
    for (MessageId message = 0; message < count; ++message) {
      if (errors_.reader_of[message] != kNoOperation && errors_.writer_of[message] == kNoOperation) {
        KafkaError error;
        error.key = history_.messages()[message].key;
        error.first = message;
        error.index = logs_.first_index(message);
        error.operation = errors_.reader_of[message];
        add("phantom", error);
      }
    }
  }

  void check_log(KafkaKey key) {
    const KafkaLog& log = logs_.log(key);
    std::unordered_map<MessageId, std::int64_t> times;
    for (std::uint32_t index = 0; index < log.order.size(); ++index) {
      const auto messages = log.at(index);
      if (messages.size() > 1) {
        KafkaError error;
        error.key = key;
        error.first = messages[0];
        error.second = messages[1];
        error.delta = static_cast<std::int64_t>(messages.size());
        error.index = index;
        error.operation = errors_.reader_of[messages[1]];
        error.other_operation = errors_.reader_of[messages[0]];
        add("inconsistent-offsets", error);
      }
      for (const MessageId message : messages) {
        if (logs_.first_index(message) != logs_.last_index(message)) {
          ++times[message];
        }
      }
    }
    std::vector<KafkaError> duplicates;
    for (const auto& [message, count] : times) {
      KafkaError error;
      error.key = key;
      error.first = message;
      error.delta = count;
      error.index = logs_.first_index(message);
      error.other_index = logs_.last_index(message);
      error.operation = errors_.reader_of[message];
      duplicates.push_back(error);
    }
    std::sort(duplicates.begin(), duplicates.end(), [](const KafkaError& a, const KafkaError& b) {
      return a.index < b.index || (a.index == b.index && a.first < b.first);
    });
    for (const KafkaError& error : duplicates) {
      add("duplicate", error);
    }
  }

  // The error of `second` coming after `first` in one operation or process. Delta 1 is correct, or unknown.
  KafkaError neighbours(MessageId first, MessageId second) const {
    KafkaError error;
    error.key = history_.messages()[second].key;
    error.first = first;
    error.second = second;
    error.index = logs_.index(first);
    error.other_index = logs_.index(second);
    const bool known = error.index != kNoIndex && error.other_index != kNoIndex;
    error.delta = known ? std::int64_t{error.other_index} - std::int64_t{error.index} : 1;
    return error;
  }

  void check_operation(std::uint32_t index) {
    const KafkaOperation& op = operation(index);
    check_neighbours(index, op.polls, "int-poll-skip", "int-nonmonotonic-poll");
    check_neighbours(index, op.sends, "int-send-skip", "int-nonmonotonic-send");
    for (const KafkaRecord& record : op.polls) {
      if (op.outcome == Outcome::kOk && failed_[record.message]) {
        KafkaError error;
        error.key = history_.messages()[record.message].key;
        error.first = record.message;
        error.index = logs_.index(record.message);
        error.operation = index;
        error.other_operation = errors_.writer_of[record.message];
        add("G1a", error);
      }
    }
    check_own_reads(index);
  }

  // By key: records of other keys may lie between two of one key.
  void check_neighbours(std::uint32_t index, std::span<const KafkaRecord> records, const char* skip,
                        const char* nonmonotonic) {
    std::vector<std::pair<KafkaKey, MessageId>> last;
    for (const KafkaRecord& record : records) {
      const KafkaKey key = history_.messages()[record.message].key;
      const auto before = std::find_if(last.begin(), last.end(), [key](const auto& e) { return e.first == key; });
      if (before == last.end()) {
        last.emplace_back(key, record.message);
        continue;
      }
      KafkaError error = neighbours(before->second, record.message);
      before->second = record.message;
      if (error.delta != 1) {
        error.operation = index;
        add(error.delta > 1 ? skip : nonmonotonic, error);
      }
    }
  }

  // Of the first key of which the operation polled its own messages: the message that Clojure's set lists first.
  void check_own_reads(std::uint32_t index) {
    const KafkaOperation& op = operation(index);
    KafkaError error;
    error.operation = index;
    bool found = false;
    for (const KafkaRecord& sent : op.sends) {
      const KafkaKey key = history_.messages()[sent.message].key;
      const bool polled = std::any_of(op.polls.begin(), op.polls.end(),
                                      [&sent](const KafkaRecord& record) { return record.message == sent.message; });
      if (!polled || (found && key != error.key)) {
        continue;
      }
      if (!found || clojure_before(clojure_hash(history_.value_text(sent.message)),
                                   clojure_hash(history_.value_text(error.first)))) {
        error.key = key;
        error.first = sent.message;
        error.index = logs_.index(sent.message);
      }
      found = true;
    }
    if (found) {
      add("precommitted-read", error);
    }
  }

  // The last operation of a process that polled a key (or sent to it), and its last message of the key.
  struct Memory {
    std::uint32_t operation;
    MessageId message;
  };
  using Memories = std::unordered_map<KafkaKey, Memory>;

  // Process by process, as in Maelstrom, so that the errors have the same order.
  void check_processes() {
    std::vector<std::int64_t> processes;
    std::unordered_map<std::int64_t, std::vector<std::uint32_t>> operations;
    for (const Operation& origin : history_.history().operations()) {
      if (operations.try_emplace(origin.process).second) {
        processes.push_back(origin.process);
      }
    }
    if (processes.size() > kClojureArrayMap) {
      std::sort(processes.begin(), processes.end(), [](std::int64_t a, std::int64_t b) {
        return clojure_before(clojure_hash(std::to_string(a)), clojure_hash(std::to_string(b)));
      });
    }
    for (std::uint32_t i = 0; i < history_.operations().size(); ++i) {
      operations[history_.origin(operation(i)).process].push_back(i);
    }
    for (const std::int64_t process : processes) {
      Memories polled;
      Memories sent;
      for (const std::uint32_t index : operations[process]) {
        check_polls_of_process(index, polled);
        check_sends_of_process(index, sent);
      }
    }
  }

  void keep_assigned(const KafkaOperation& op, Memories& memories) const {
    if (op.outcome != Outcome::kFail) {
      std::erase_if(memories, [&op](const auto& entry) {
        return std::find(op.assigned.begin(), op.assigned.end(), entry.first) == op.assigned.end();
      });
    }
  }

  void check_polls_of_process(std::uint32_t index, Memories& memories) {
    const KafkaOperation& op = operation(index);
    if (op.kind == KafkaKind::kAssign) {
      keep_assigned(op, memories);
      return;
    }
    std::vector<std::pair<KafkaKey, Memory>> last;
    for (const KafkaRecord& record : op.polls) {
      const KafkaKey key = history_.messages()[record.message].key;
      const auto known = std::find_if(last.begin(), last.end(), [key](const auto& e) { return e.first == key; });
      if (known != last.end()) {
        known->second.message = record.message;
        continue;
      }
      last.emplace_back(key, Memory{index, record.message});
      const auto before = memories.find(key);
      if (before == memories.end() || before->second.message == kForgotten) {
        continue;
      }
      KafkaError error = neighbours(before->second.message, record.message);
      if (error.delta != 1) {
        error.operation = index;
        error.other_operation = before->second.operation;
        add(error.delta > 1 ? "poll-skip" : "nonmonotonic-poll", error);
      }
    }
    if (op.outcome != Outcome::kOk) {
      return;
    }
    for (const PolledKey& polled : op.polled_keys) {
      memories[polled.key] = {index, kForgotten};  // an empty poll of the key leaves no message to compare with
    }
    for (const auto& [key, memory] : last) {
      memories[key] = memory;
    }
  }

  void check_sends_of_process(std::uint32_t index, Memories& memories) {
    const KafkaOperation& op = operation(index);
    if (op.outcome == Outcome::kFail) {
      return;
    }
    if (op.kind == KafkaKind::kAssign) {
      keep_assigned(op, memories);
      return;
    }
    std::vector<KafkaKey> met;
    for (const KafkaRecord& record : op.sends) {
      const KafkaKey key = history_.messages()[record.message].key;
      const auto before = memories.find(key);
      const bool first = std::find(met.begin(), met.end(), key) == met.end();
      if (first) {
        met.push_back(key);
      }
      if (first && before != memories.end()) {
        KafkaError error = neighbours(before->second.message, record.message);
        if (error.delta < 1) {
          error.operation = index;
          error.other_operation = before->second.operation;
          add("nonmonotonic-send", error);
        }
      }
      memories[key] = {index, record.message};
    }
  }

  void check_lost_writes() {
    // The keys that ok polls contain, in the order of a map.
    std::vector<KafkaKey> keys;
    std::vector<bool> named(history_.key_count(), false);
    std::vector<std::int64_t> bound(history_.key_count(), -1);
    for (const KafkaOperation& op : history_.operations()) {
      if (op.outcome != Outcome::kOk) {
        continue;
      }
      for (const PolledKey& polled : op.polled_keys) {
        if (!named[polled.key]) {
          named[polled.key] = true;
          keys.push_back(polled.key);
        }
      }
      for (const KafkaRecord& record : op.polls) {
        if (logs_.first_index(record.message) != kNoIndex) {
          std::int64_t& highest = bound[history_.messages()[record.message].key];
          highest = std::max(highest, std::int64_t{logs_.first_index(record.message)});
        }
      }
    }
    if (keys.size() > kClojureArrayMap) {
      std::sort(keys.begin(), keys.end(), [this](KafkaKey a, KafkaKey b) {
        const auto hash = [this](KafkaKey key) {
          return clojure_hash('"' + std::string(history_.key_text(key)) + '"');
        };
        return clojure_before(hash(a), hash(b));
      });
    }
    for (const KafkaKey key : keys) {
      if (bound[key] < 0) {
        errors_.empty_unknown_poll = true;
      } else {
        check_lost_writes_of(key, static_cast<std::uint32_t>(bound[key]));
      }
    }
  }

  void check_lost_writes_of(KafkaKey key, std::uint32_t bound) {
    const KafkaLog& log = logs_.log(key);
    std::uint32_t max_read = kNoOperation;  // the last poll of the value at the bound
    for (const MessageId message : log.at(bound)) {
      if (logs_.last_index(message) == bound && max_read == kNoOperation) {
        max_read = errors_.reader_of[message];
      }
    }
    for (std::uint32_t index = 0; index <= bound; ++index) {
      for (const MessageId message : log.at(index)) {
        const std::uint32_t writer = errors_.writer_of[message];
        if (logs_.last_index(message) != index || logs_.polled_by_ok(message) || writer == kNoOperation ||
            !logs_.must_have_committed(operation(writer))) {
          continue;
        }
        KafkaError error;
        error.key = key;
        error.first = message;
        error.index = logs_.first_index(message);
        error.other_index = bound;
        error.operation = writer;
        error.other_operation = max_read;
        add("lost-write", error);
      }
    }
  }

  void find_unseen() {
    std::vector<bool> sent(history_.messages().size(), false);
    std::vector<bool> polled(history_.messages().size(), false);
    std::vector<bool> key_met(history_.key_count(), false);
    std::vector<bool> new_key;  // of the last operation: whether it is the first that contains the key
    const KafkaOperation* last = nullptr;
    for (const KafkaOperation& op : history_.operations()) {
      if (op.outcome != Outcome::kOk || !op.sends_or_polls()) {
        continue;
      }
      last = &op;
      for (const KafkaRecord& record : op.sends) {
        sent[record.message] = true;
        key_met[history_.messages()[record.message].key] = true;
      }
      for (const KafkaRecord& record : op.polls) {
        polled[record.message] = true;
      }
      new_key.assign(op.polled_keys.size(), false);
      for (std::size_t i = 0; i < op.polled_keys.size(); ++i) {
        new_key[i] = !key_met[op.polled_keys[i].key];
      }
      for (const PolledKey& of_op : op.polled_keys) {
        key_met[of_op.key] = true;
      }
    }
    std::map<KafkaKey, std::vector<MessageId>> by_key;
    for (MessageId message = 0; message < sent.size(); ++message) {
      if (sent[message] && !polled[message]) {
        by_key[history_.messages()[message].key].push_back(message);
      }
    }
    if (last == nullptr) {
      return;
    }
    errors_.unseen_time = history_.origin(*last).completed;
    std::size_t next = 0;
    for (std::size_t i = 0; as_maelstrom_ && i < last->polled_keys.size(); ++i) {
      for (std::uint32_t k = 0; k < last->polled_keys[i].count; ++k, ++next) {
        if (new_key[i]) {
          by_key[last->polled_keys[i].key].push_back(last->polls[next].message);
        }
      }
    }
    for (auto& [key, messages] : by_key) {
      std::sort(messages.begin(), messages.end());
      messages.erase(std::unique(messages.begin(), messages.end()), messages.end());
    }
    errors_.unseen.assign(by_key.begin(), by_key.end());
    std::sort(errors_.unseen.begin(), errors_.unseen.end(),
              [this](const auto& a, const auto& b) { return history_.key_text(a.first) < history_.key_text(b.first); });
  }

  static constexpr MessageId kForgotten = 0xffffffff;

  const KafkaHistory& history_;
  const KafkaLogs& logs_;
  const bool as_maelstrom_;
  KafkaErrors errors_;
  std::vector<bool> failed_;  // by message: a send of it failed
};

}  // namespace

bool is_allowed_kafka_error(std::string_view kind) {
  constexpr std::array<std::string_view, 4> kAllowed = {"int-send-skip", "G0", "G0-process", "G0-realtime"};
  return std::find(kAllowed.begin(), kAllowed.end(), kind) != kAllowed.end();
}

KafkaErrors find_kafka_errors(const KafkaHistory& history, const KafkaLogs& logs, bool as_maelstrom) {
  return ErrorSearch(history, logs, as_maelstrom).run();
}

}  // namespace maelstrom::conformance
