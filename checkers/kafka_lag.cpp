#include "checkers/kafka_lag.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checkers/clojure_order.hpp"

namespace maelstrom::conformance {
namespace {

using KafkaKind = KafkaOperation::Kind;

// Keys and offsets, in the order of a Clojure map.
using Offsets = std::vector<std::pair<KafkaKey, std::int64_t>>;

std::int64_t& offset_of(Offsets& offsets, KafkaKey key, std::int64_t otherwise) {
  for (auto& [known, offset] : offsets) {
    if (known == key) {
      return offset;
    }
  }
  return offsets.emplace_back(key, otherwise).second;
}

// The highest offset of each key that an operation of known or unknown outcome polled or sent.
Offsets highest_offsets(const KafkaOperation& operation) {
  Offsets highest;
  if (operation.outcome == Outcome::kFail || !operation.sends_or_polls()) {
    return highest;
  }
  std::size_t next = 0;
  for (const PolledKey& polled : operation.polled_keys) {
    std::int64_t& offset = offset_of(highest, polled.key, -1);
    for (std::uint32_t i = 0; i < polled.count; ++i, ++next) {
      offset = std::max(offset, operation.polls[next].offset);
    }
  }
  return highest;
}

void add_sends(const KafkaHistory& history, const KafkaOperation& operation, Offsets& highest) {
  if (operation.outcome == Outcome::kFail) {
    return;
  }
  Offsets sent;
  for (const KafkaRecord& record : operation.sends) {
    if (record.offset == kNoOffset) {
      sent.clear();  // as the original does
    } else {
      std::int64_t& offset = offset_of(sent, history.messages()[record.message].key, 0);
      offset = std::max(offset, record.offset);
    }
  }
  for (const auto& [key, offset] : sent) {
    std::int64_t& known = offset_of(highest, key, offset);
    known = std::max(known, offset);
  }
}

// When each log was first known to have an offset of at least a given value.
class KnownOffsets {
 public:
  explicit KnownOffsets(std::size_t keys) : known_(keys) {}

  void add(KafkaKey key, std::int64_t offset, Time now) {
    if (offset >= 0 && (known_[key].empty() || known_[key].back().first < offset)) {
      known_[key].emplace_back(offset, now);
    }
  }

  std::optional<Time> since(KafkaKey key, std::int64_t offset) const {
    const auto first = std::lower_bound(known_[key].begin(), known_[key].end(), offset,
                                        [](const auto& entry, std::int64_t wanted) { return entry.first < wanted; });
    return first == known_[key].end() ? std::nullopt : std::optional(first->second);
  }

 private:
  std::vector<std::vector<std::pair<std::int64_t, Time>>> known_;  // ascending in both
};

// Puts the keys into the order of a hash map once there are too many for Clojure's array map.
void order_large(const KafkaHistory& history, Offsets& offsets) {
  if (offsets.size() <= kClojureArrayMap) {
    return;
  }
  const auto hash = [&history](KafkaKey key) { return clojure_hash('"' + std::string(history.key_text(key)) + '"'); };
  std::sort(offsets.begin(), offsets.end(),
            [&hash](const auto& a, const auto& b) { return clojure_before(hash(a.first), hash(b.first)); });
}

}  // namespace

std::optional<KafkaLag> worst_realtime_lag(const KafkaHistory& history) {
  KnownOffsets known(history.key_count());
  std::vector<Offsets> highest(history.operations().size());
  for (std::size_t i = 0; i < highest.size(); ++i) {
    const KafkaOperation& operation = history.operations()[i];
    highest[i] = highest_offsets(operation);
    add_sends(history, operation, highest[i]);
    for (const auto& [key, offset] : highest[i]) {
      known.add(key, offset, history.origin(operation).completed);
    }
  }
  std::optional<KafkaLag> worst;
  std::unordered_map<std::int64_t, Offsets> of_process;
  for (std::size_t i = 0; i < highest.size(); ++i) {
    const KafkaOperation& operation = history.operations()[i];
    if (operation.outcome != Outcome::kOk) {
      continue;
    }
    const Operation& origin = history.origin(operation);
    if (operation.kind == KafkaKind::kAssign) {
      Offsets& offsets = of_process[origin.process];
      Offsets assigned;
      for (const KafkaKey key : operation.assigned) {
        const auto kept = std::find_if(offsets.begin(), offsets.end(), [key](const auto& e) { return e.first == key; });
        offset_of(assigned, key, -1) = kept == offsets.end() ? -1 : kept->second;
      }
      order_large(history, assigned);
      offsets = std::move(assigned);
    } else if (operation.kind == KafkaKind::kPoll || operation.kind == KafkaKind::kTransaction) {
      Offsets& offsets = of_process[origin.process];
      const std::size_t before = offsets.size();
      for (const auto& [key, offset] : highest[i]) {
        std::int64_t& own = offset_of(offsets, key, offset);
        own = std::max(own, offset);
      }
      if (offsets.size() != before) {
        order_large(history, offsets);
      }
      for (const auto& [key, offset] : offsets) {
        const auto since = known.since(key, offset + 1);
        const Time lag = since ? std::max<Time>(0, origin.invoked - *since) : 0;
        if (!worst || lag > worst->lag) {
          worst = KafkaLag{origin.invoked, lag, origin.process, key};
        }
      }
    }
  }
  return worst;
}

}  // namespace maelstrom::conformance
