#include "checkers/transactions/lost_update.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace maelstrom::conformance::transactions {
namespace {

struct ReadThenWrite {
  std::uint64_t hash = 0;  // of the value read
  EventId event = 0;
  const MicroOperation* read = nullptr;
};

std::uint64_t hash_of_value(const Transactions& transactions, const MicroOperation& read) {
  if (transactions.type() == DataType::kRegister || read.value == kNone) {
    return read.value;
  }
  std::uint64_t hash = 0x100000000U + read.length;
  for (const ElementId element : transactions.list(read)) {
    hash = (hash ^ element) * 0x9e3779b97f4a7c15U + (hash >> 31U);
  }
  return hash;
}

bool same_value(const Transactions& transactions, const MicroOperation& a, const MicroOperation& b) {
  if (transactions.type() == DataType::kRegister) {
    return a.value == b.value;
  }
  if ((a.value == kNone) != (b.value == kNone)) {
    return false;
  }  // null is not []
  const std::span<const ElementId> x = transactions.list(a);
  const std::span<const ElementId> y = transactions.list(b);
  return std::equal(x.begin(), x.end(), y.begin(), y.end());
}

// Collects the first read of each key that the transaction writes later.
void collect(const Transactions& transactions, EventId id, std::vector<ReadThenWrite>& found) {
  const std::span<const MicroOperation> operations = transactions.operations(id);
  const std::size_t already = found.size();
  for (std::size_t i = 1; i < operations.size(); ++i) {
    if (operations[i].read) {
      continue;
    }
    const KeyId key = operations[i].key;
    const auto* const read = std::find_if(operations.data(), operations.data() + i, [&](const MicroOperation& earlier) {
      return earlier.read && earlier.key == key;
    });
    if (read == operations.data() + i) {
      continue;
    }
    const bool again = std::any_of(found.begin() + static_cast<std::ptrdiff_t>(already), found.end(),
                                   [&](const ReadThenWrite& one) { return one.read == read; });
    if (!again) {
      found.push_back({hash_of_value(transactions, *read), id, read});
    }
  }
}

AnomalyCase lost_update_case(const Transactions& transactions, const MicroOperation& read,
                             std::vector<EventId> events) {
  AnomalyCase one;
  one.key = read.key;
  one.values.push_back(transactions.text(read));
  one.explanation = std::to_string(events.size()) + " transactions read the same version of key " +
                    std::string(transactions.key_text(read.key)) +
                    " and then wrote the key: " + transactions.text(read) +
                    ". At most one of these writes can be based on the version before it.";
  one.events = std::move(events);
  return one;
}

}  // namespace

void find_lost_updates(const Transactions& transactions, AnomalyCases& cases) {
  std::vector<ReadThenWrite> found;
  for (EventId id = 0; id < transactions.events().size(); ++id) {
    if (transactions.events()[id].type == EventType::kOk) {
      collect(transactions, id, found);
    }
  }
  std::sort(found.begin(), found.end(), [](const ReadThenWrite& a, const ReadThenWrite& b) {
    if (a.read->key != b.read->key) {
      return a.read->key < b.read->key;
    }
    return a.hash != b.hash ? a.hash < b.hash : a.event < b.event;
  });
  static const Anomaly kLostUpdate = anomaly_named("lost-update");
  for (std::size_t begin = 0; begin < found.size();) {
    std::vector<EventId> events{found[begin].event};
    std::size_t end = begin + 1;
    for (; end < found.size() && found[end].hash == found[begin].hash && found[end].read->key == found[begin].read->key;
         ++end) {
      if (same_value(transactions, *found[begin].read, *found[end].read)) {
        events.push_back(found[end].event);
      }
    }
    if (events.size() > 1) {
      cases.add(kLostUpdate, [&] { return lost_update_case(transactions, *found[begin].read, std::move(events)); });
    }
    begin = end;
  }
}

}  // namespace maelstrom::conformance::transactions
