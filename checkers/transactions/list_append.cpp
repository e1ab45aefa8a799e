#include "checkers/transactions/list_append.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/transactions/aborted_reads.hpp"
#include "checkers/transactions/list_append_internal.hpp"
#include "checkers/transactions/lost_update.hpp"

namespace maelstrom::conformance::transactions {
namespace {

std::string list_text(const Transactions& transactions, std::span<const ElementId> list) {
  std::string text = "[";
  for (const ElementId element : list) {
    if (text.size() > 1) {
      text += ',';
    }
    text += transactions.element_text(element);
  }
  return text += ']';
}

AnomalyCase dirty_update_case(const Transactions& transactions, KeyId key, EventId aborted, EventId committed,
                              ElementId before, ElementId after) {
  AnomalyCase one;
  one.events = {committed, aborted};
  one.key = key;
  one.values = {std::string(transactions.element_text(before)), std::string(transactions.element_text(after))};
  one.explanation = "T1 succeeded and appended " + one.values[1] + " to key " +
                    std::string(transactions.key_text(key)) + " after " + one.values[0] +
                    ", which T2 appended; but T2 failed.";
  return one;
}

}  // namespace

ListAppendAnalysis::ListAppendAnalysis(const Transactions& transactions)
    : transactions_(transactions),
      versions_(transactions, VersionSource::kPossibleEvents),
      writers_(last_writers(transactions, possible)) {
  find_objections();
  find_aborted_reads(transactions, cases_);
  find_intermediate_reads(transactions, cases_);
  find_list_append_internal(transactions, cases_);
  find_duplicates();
  find_incompatible_orders();
  find_dirty_updates();
  find_lost_updates(transactions, cases_);
  index_readers();
}

void ListAppendAnalysis::find_objections() {
  for (const MalformedValue& malformed : transactions_.malformed()) {
    const Event& event = transactions_.events()[malformed.event];
    const std::string text = "index " + std::to_string(event.index) + ": " + malformed.reason;
    (event.type == EventType::kOk ? original_objection_ : objection_) = text;
  }
  std::vector<bool> appended(transactions_.element_count(), false);
  for (const Event& event : transactions_.events()) {
    if (event.type != EventType::kInvoke) {
      continue;
    }
    for (const MicroOperation& operation : transactions_.operations(event)) {
      if (operation.read) {
        continue;
      }
      if (appended[operation.value]) {
        objection_ = "index " + std::to_string(event.index) + ": " + transactions_.text(operation) +
                     " was requested twice; appended elements must be unique for each key";
      }
      appended[operation.value] = true;
    }
  }
}

void ListAppendAnalysis::find_duplicates() {
  static const Anomaly kDuplicateElements = anomaly_named("duplicate-elements");
  for (EventId id = 0; id < transactions_.events().size(); ++id) {
    if (!possible(transactions_.events()[id])) {
      continue;
    }
    for (const MicroOperation& read : transactions_.operations(id)) {
      if (!read.read || !versions_.has_duplicates(read.key, transactions_.list(read))) {
        continue;
      }
      cases_.add(kDuplicateElements, [&] {
        AnomalyCase one;
        one.events = {id};
        one.key = read.key;
        one.values = {transactions_.text(read)};
        one.explanation = "T1's read " + one.values[0] + " has an element twice, which was appended only once.";
        return one;
      });
    }
  }
}

// The transaction that read exactly this list. REQUIRES: the list is one of the transactions' own.
EventId ListAppendAnalysis::reader_of(std::span<const ElementId> list) const {
  for (EventId id = 0; id < transactions_.events().size(); ++id) {
    for (const MicroOperation& operation : transactions_.operations(id)) {
      if (operation.read && operation.length == list.size() && transactions_.list(operation).data() == list.data()) {
        return id;
      }
    }
  }
  return kNone;
}

void ListAppendAnalysis::find_incompatible_orders() {
  static const Anomaly kIncompatibleOrder = anomaly_named("incompatible-order");
  for (const VersionOrders::Incompatible& pair : versions_.incompatible()) {
    cases_.add(kIncompatibleOrder, [&] {
      AnomalyCase one;
      one.key = pair.key;
      one.values = {list_text(transactions_, pair.shorter), list_text(transactions_, pair.longer)};
      one.explanation = "Key " + std::string(transactions_.key_text(pair.key)) + " was read as " + one.values[0] +
                        " and as " + one.values[1] + ": no order of the appends leads to both.";
      for (const EventId reader : {reader_of(pair.shorter), reader_of(pair.longer)}) {
        if (reader != kNone && (one.events.empty() || one.events.back() != reader)) {
          one.events.push_back(reader);
        }
      }
      return one;
    });
  }
}

// Elle uses all events for this, so failed appends have a position in the order too.
void ListAppendAnalysis::find_dirty_updates() {
  static const Anomaly kDirtyUpdate = anomaly_named("dirty-update");
  const VersionOrders versions(transactions_, VersionSource::kEveryEvent);
  const std::vector<EventId> writers =
      last_writers(transactions_, [](const Event& event) { return event.type != EventType::kInvoke; });
  for (KeyId key = 0; key < transactions_.key_count(); ++key) {
    EventId aborted = kNone;  // the failed transaction on which the next one would build
    ElementId aborted_element = kNone;
    for (const ElementId element : versions.order(key)) {
      const EventId writer = writers[element];
      if (writer == kNone) {
        original_objection_ = "no transaction is known to have appended " +
                              std::string(transactions_.element_text(element)) + " to key " +
                              std::string(transactions_.key_text(key));
        continue;
      }
      switch (transactions_.events()[writer].type) {
        case EventType::kOk:
          if (aborted != kNone) {
            cases_.add(kDirtyUpdate, [&] {
              return dirty_update_case(transactions_, key, aborted, writer, aborted_element, element);
            });
          }
          aborted = kNone;
          break;
        case EventType::kFail:
          if (aborted == kNone) {
            aborted = writer;
            aborted_element = element;
          }
          break;
        default:
          break;
      }
    }
  }
}

void ListAppendAnalysis::index_readers() {
  const std::size_t elements = transactions_.element_count();
  reader_offsets_.assign(elements + transactions_.key_count() + 1, 0);
  const auto each_read = [&](auto each) {
    for (EventId id = 0; id < transactions_.events().size(); ++id) {
      const Event& event = transactions_.events()[id];
      if (!possible(event)) {
        continue;
      }
      for (const MicroOperation& read : transactions_.operations(id)) {
        // A null in an info transaction only means that the value is unknown.
        if (!read.read || (event.type == EventType::kInfo && read.value == kNone)) {
          continue;
        }
        const std::span<const ElementId> list = transactions_.list(read);
        each(list.empty() ? elements + read.key : list.back(), id);
      }
    }
  };
  each_read([&](std::size_t version, EventId) { ++reader_offsets_[version + 1]; });
  for (std::size_t i = 1; i < reader_offsets_.size(); ++i) {
    reader_offsets_[i] += reader_offsets_[i - 1];
  }
  readers_.resize(reader_offsets_.back());
  std::vector<std::uint32_t> next(reader_offsets_.begin(), reader_offsets_.end() - 1);
  each_read([&](std::size_t version, EventId id) { readers_[next[version]++] = id; });
}

std::span<const EventId> ListAppendAnalysis::readers(KeyId key, ElementId element) const {
  const std::size_t version = element == kNone ? transactions_.element_count() + key : element;
  return {readers_.data() + reader_offsets_[version], reader_offsets_[version + 1] - reader_offsets_[version]};
}

ElementId ListAppendAnalysis::before(const MicroOperation& append) const {
  const std::span<const ElementId> order = versions_.order(append.key);
  const std::uint32_t position = versions_.position(append.value);
  if (position == kNone) {
    return order.empty() ? kNone : order.back();
  }
  return position == 0 ? kNone : order[position - 1];
}

void ListAppendAnalysis::link(OrderGraph& graph) const {
  // All unread appends come after the same version: readers and appenders are linked set by set.
  std::vector<std::pair<KeyId, EventId>> unread;
  for (EventId id = 0; id < transactions_.events().size(); ++id) {
    if (!possible(transactions_.events()[id])) {
      continue;
    }
    for (const MicroOperation& operation : transactions_.operations(id)) {
      if (operation.read) {
        const std::span<const ElementId> list = transactions_.list(operation);
        const EventId writer = list.empty() ? kNone : writers_[list.back()];
        if (writer != kNone && writer != id) {
          graph.link(writer, id, kWriteRead);
        }
        continue;
      }
      const ElementId previous = before(operation);
      const EventId writer = previous == kNone ? kNone : writers_[previous];
      if (writer != kNone && writer != id) {
        graph.link(writer, id, kWriteWrite);
      }
      if (versions_.position(operation.value) == kNone) {
        unread.emplace_back(operation.key, id);
        continue;
      }
      for (const EventId reader : readers(operation.key, previous)) {
        if (reader != id) {
          graph.link(reader, id, kReadWrite);
        }
      }
    }
  }
  std::sort(unread.begin(), unread.end());
  std::vector<EventId> appenders;
  for (std::size_t i = 0; i < unread.size(); ++i) {
    const KeyId key = unread[i].first;
    appenders.push_back(unread[i].second);
    if (i + 1 < unread.size() && unread[i + 1].first == key) {
      continue;
    }
    const std::span<const ElementId> order = versions_.order(key);
    graph.link_all(readers(key, order.empty() ? kNone : order.back()), appenders, kReadWrite);
    appenders.clear();
  }
}

DataReason ListAppendAnalysis::reason(EventId from, EventId to, EdgeKinds kind) const {
  for (const MicroOperation& operation : transactions_.operations(to)) {
    DataReason reason;
    reason.key = operation.key;
    if (operation.read) {
      const std::span<const ElementId> list = transactions_.list(operation);
      if (kind != kWriteRead || list.empty() || writers_[list.back()] != from) {
        continue;
      }
      reason.before = reason.after = list.back();
      return reason;
    }
    reason.before = before(operation);
    reason.after = operation.value;
    if (kind == kWriteWrite && reason.before != kNone && writers_[reason.before] == from) {
      return reason;
    }
    if (kind != kReadWrite) {
      continue;
    }
    const std::span<const EventId> known = readers(operation.key, reason.before);
    if (std::find(known.begin(), known.end(), from) != known.end()) {
      return reason;
    }
  }
  return {};
}

}  // namespace maelstrom::conformance::transactions
