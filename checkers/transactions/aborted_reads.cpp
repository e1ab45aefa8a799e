#include "checkers/transactions/aborted_reads.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace maelstrom::conformance::transactions {
namespace {

AnomalyCase wrong_read(const Transactions& transactions, EventId reader, const MicroOperation& read, EventId writer,
                       ElementId element, const char* why) {
  AnomalyCase one;
  one.events = {reader, writer};
  one.key = read.key;
  one.values.emplace_back(transactions.element_text(element));
  one.explanation = "T1 read " + std::string(transactions.element_text(element)) + " of key " +
                    std::string(transactions.key_text(read.key)) + ", " + why;
  return one;
}

// For each element that a transaction wrote and then replaced: the last event that did so.
std::vector<EventId> intermediate_writers(const Transactions& transactions) {
  std::vector<EventId> writers(transactions.element_count(), kNone);
  for (EventId id = 0; id < transactions.events().size(); ++id) {
    const std::span<const MicroOperation> operations = transactions.operations(id);
    for (std::size_t i = 0; i + 1 < operations.size(); ++i) {
      if (operations[i].read || operations[i].value == kNone) {
        continue;
      }
      const bool replaced =
          std::any_of(operations.begin() + static_cast<std::ptrdiff_t>(i) + 1, operations.end(),
                      [&](const MicroOperation& later) { return !later.read && later.key == operations[i].key; });
      if (replaced) {
        writers[operations[i].value] = id;
      }
    }
  }
  return writers;
}

// Calls each(event, read, elements) for each read of an ok transaction.
template <class Each>
void each_ok_read(const Transactions& transactions, Each each) {
  for (EventId id = 0; id < transactions.events().size(); ++id) {
    if (transactions.events()[id].type != EventType::kOk) {
      continue;
    }
    for (const MicroOperation& operation : transactions.operations(id)) {
      if (!operation.read || operation.value == kNone) {
        continue;
      }
      const bool list = transactions.type() == DataType::kListAppend;
      each(id, operation, list ? transactions.list(operation) : std::span<const ElementId>(&operation.value, 1));
    }
  }
}

}  // namespace

void find_aborted_reads(const Transactions& transactions, AnomalyCases& cases) {
  static const Anomaly kAbortedRead = anomaly_named("G1a");
  const std::vector<EventId> failed =
      last_writers(transactions, [](const Event& event) { return event.type == EventType::kFail; });
  if (std::all_of(failed.begin(), failed.end(), [](EventId writer) { return writer == kNone; })) {
    return;
  }
  each_ok_read(transactions, [&](EventId id, const MicroOperation& read, std::span<const ElementId> elements) {
    for (const ElementId element : elements) {
      if (failed[element] == kNone) {
        continue;
      }
      cases.add(kAbortedRead, [&] {
        return wrong_read(transactions, id, read, failed[element], element, "but T2, which wrote it, failed.");
      });
    }
  });
}

void find_intermediate_reads(const Transactions& transactions, AnomalyCases& cases) {
  static const Anomaly kIntermediateRead = anomaly_named("G1b");
  const std::vector<EventId> writers = intermediate_writers(transactions);
  each_ok_read(transactions, [&](EventId id, const MicroOperation& read, std::span<const ElementId> elements) {
    if (elements.empty()) {
      return;
    }
    const EventId writer = writers[elements.back()];
    if (writer == kNone || writer == id) {
      return;
    }
    cases.add(kIntermediateRead, [&] {
      return wrong_read(transactions, id, read, writer, elements.back(),
                        "but T2 wrote the key once more after that: no other transaction may see the state between.");
    });
  });
}

}  // namespace maelstrom::conformance::transactions
