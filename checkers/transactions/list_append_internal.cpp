#include "checkers/transactions/list_append_internal.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace maelstrom::conformance::transactions {
namespace {

// The known value of one key within a transaction: a list, or the end of a list.
struct KnownList {
  KeyId key = 0;
  bool known = false;           // false after a read of null: the next read may return any value
  bool unknown_prefix = false;  // only `appended` is known, as the end
  std::span<const ElementId> base;
  std::vector<ElementId> appended;
};

KnownList& known_of(std::vector<KnownList>& lists, KeyId key, bool& first) {
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const KnownList& list) { return list.key == key; });
  first = found == lists.end();
  if (!first) {
    return *found;
  }
  lists.emplace_back().key = key;
  return lists.back();
}

bool agrees(const Transactions& transactions, const KnownList& known, const MicroOperation& read) {
  if (!known.known) {
    return true;
  }
  const std::span<const ElementId> list = transactions.list(read);
  const std::size_t own = known.appended.size();
  if (list.size() < own ||
      !std::equal(known.appended.begin(), known.appended.end(), list.end() - static_cast<std::ptrdiff_t>(own))) {
    return false;
  }
  if (known.unknown_prefix) {
    return true;
  }
  return read.value != kNone && list.size() == own + known.base.size() &&
         std::equal(known.base.begin(), known.base.end(), list.begin());
}

std::string expected_text(const Transactions& transactions, const KnownList& known) {
  std::string text = known.unknown_prefix ? "[..." : "[";
  const auto append = [&](ElementId element) {
    if (text.size() > 1) {
      text += ',';
    }
    text += transactions.element_text(element);
  };
  std::for_each(known.base.begin(), known.base.end(), append);
  std::for_each(known.appended.begin(), known.appended.end(), append);
  return text += ']';
}

AnomalyCase internal_case(const Transactions& transactions, EventId id, const MicroOperation& read,
                          const KnownList& known) {
  AnomalyCase one;
  one.events = {id};
  one.key = read.key;
  one.values = {transactions.text(read), expected_text(transactions, known)};
  one.explanation =
      "T1's read " + one.values[0] + " contradicts its own earlier operations: it must return " + one.values[1] + ".";
  return one;
}

void check_internal(const Transactions& transactions, EventId id, AnomalyCases& cases) {
  static const Anomaly kInternal = anomaly_named("internal");
  std::vector<KnownList> lists;
  for (const MicroOperation& operation : transactions.operations(id)) {
    bool first = false;
    KnownList& known = known_of(lists, operation.key, first);
    if (!operation.read) {
      if (first) {
        known.unknown_prefix = true;
      }
      known.known = true;
      known.appended.push_back(operation.value);
      continue;
    }
    if (!first && !agrees(transactions, known, operation)) {
      cases.add(kInternal, [&] { return internal_case(transactions, id, operation, known); });
      return;
    }
    known.known = operation.value != kNone;
    known.unknown_prefix = false;
    known.base = transactions.list(operation);
    known.appended.clear();
  }
}

void check_future_reads(const Transactions& transactions, EventId id, AnomalyCases& cases) {
  static const Anomaly kFutureRead = anomaly_named("future-read");
  const std::span<const MicroOperation> operations = transactions.operations(id);
  for (std::size_t i = 1; i < operations.size(); ++i) {
    const MicroOperation& append = operations[i];
    if (append.read) {
      continue;
    }
    for (const MicroOperation& read : operations.first(i)) {
      if (!read.read || read.key != append.key) {
        continue;
      }
      const std::span<const ElementId> list = transactions.list(read);
      if (std::find(list.begin(), list.end(), append.value) == list.end()) {
        continue;
      }
      cases.add(kFutureRead, [&] {
        AnomalyCase one;
        one.events = {id};
        one.key = read.key;
        one.values = {transactions.text(read), transactions.text(append)};
        one.explanation = "T1 read " + one.values[0] + " before it performed " + one.values[1] + ".";
        return one;
      });
      return;
    }
  }
}

}  // namespace

void find_list_append_internal(const Transactions& transactions, AnomalyCases& cases) {
  for (EventId id = 0; id < transactions.events().size(); ++id) {
    const Event& event = transactions.events()[id];
    if (event.type != EventType::kOk || event.count < 2) {
      continue;
    }
    check_internal(transactions, id, cases);
    check_future_reads(transactions, id, cases);
  }
}

}  // namespace maelstrom::conformance::transactions
