#include "checkers/transactions/reply_shape.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checkers/transactions/aborted_reads.hpp"

namespace maelstrom::conformance::transactions {
namespace {

// Empty if the reply has the form of the request.
std::string difference(const Transactions& transactions, std::span<const MicroOperation> request,
                       std::span<const MicroOperation> reply) {
  if (request.size() != reply.size()) {
    return "The request has " + std::to_string(request.size()) + " micro-operations, the reply " +
           std::to_string(reply.size()) + ".";
  }
  for (std::size_t i = 0; i < request.size(); ++i) {
    const bool same = request[i].read == reply[i].read && request[i].key == reply[i].key &&
                      (request[i].read || request[i].value == reply[i].value);
    if (!same) {
      return "Micro-operation " + std::to_string(i) + " of the request is " + transactions.text(request[i]) +
             ", the reply has " + transactions.text(reply[i]) + ".";
    }
  }
  return {};
}

}  // namespace

void find_reply_mismatches(const Transactions& transactions, AnomalyCases& cases) {
  static const Anomaly kReplyMismatch = anomaly_named("reply-mismatch");
  const auto add = [&](EventId id, const std::string& why) {
    cases.add(kReplyMismatch, [&] {
      AnomalyCase one;
      one.events = {id};
      one.explanation = "The reply does not match the request. " + why;
      return one;
    });
  };
  for (const MalformedValue& malformed : transactions.malformed()) {
    if (transactions.events()[malformed.event].type == EventType::kOk) {
      add(malformed.event, malformed.reason + ".");
    }
  }
  for (EventId id = 0; id < transactions.events().size(); ++id) {
    const Event& event = transactions.events()[id];
    if (event.type != EventType::kOk || event.malformed || event.other == kNone) {
      continue;
    }
    if (transactions.events()[event.other].malformed) {
      continue;
    }
    const std::string why = difference(transactions, transactions.operations(event.other), transactions.operations(id));
    if (!why.empty()) {
      add(id, why);
    }
  }
}

void find_phantoms(const Transactions& transactions, AnomalyCases& cases) {
  const bool lists = transactions.type() == DataType::kListAppend;
  const Anomaly phantom = anomaly_named(lists ? "phantom-element" : "phantom-value");
  const std::vector<EventId> writers = last_writers(transactions, [](const Event&) { return true; });
  for (EventId id = 0; id < transactions.events().size(); ++id) {
    if (transactions.events()[id].type != EventType::kOk) {
      continue;
    }
    for (const MicroOperation& read : transactions.operations(id)) {
      if (!read.read || read.value == kNone) {
        continue;
      }
      const std::span<const ElementId> elements =
          lists ? transactions.list(read) : std::span<const ElementId>(&read.value, 1);
      for (const ElementId element : elements) {
        if (writers[element] != kNone) {
          continue;
        }
        cases.add(phantom, [&] {
          AnomalyCase one;
          one.events = {id};
          one.key = read.key;
          one.values.emplace_back(transactions.element_text(element));
          one.explanation = "T1 read " + one.values[0] + " of key " + std::string(transactions.key_text(read.key)) +
                            ", which no transaction ever wrote.";
          return one;
        });
      }
    }
  }
}

}  // namespace maelstrom::conformance::transactions
