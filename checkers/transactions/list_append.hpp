// Lists that transactions append to and read: anomalies within single transactions and keys, and the order of
// transactions.
//
// Appended elements are unique, so a list that was read shows the order in which its transactions took effect.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checkers/transactions/analysis.hpp"
#include "checkers/transactions/version_order.hpp"

namespace maelstrom::conformance::transactions {

class ListAppendAnalysis : public Analysis {
 public:
  // The transactions must outlive it.
  explicit ListAppendAnalysis(const Transactions& transactions);

  void link(OrderGraph& graph) const override;
  DataReason reason(EventId from, EventId to, EdgeKinds kind) const override;

 private:
  void find_duplicates();
  EventId reader_of(std::span<const ElementId> list) const;
  void find_incompatible_orders();
  void find_dirty_updates();
  void find_objections();
  void index_readers();

  // The element before an append in its key's order; kNone if it is the first.
  ElementId before(const MicroOperation& append) const;
  // The transactions that read the key when this was its last element; `element` kNone: when it was empty.
  std::span<const EventId> readers(KeyId key, ElementId element) const;
  static bool possible(const Event& event) { return event.type == EventType::kOk || event.type == EventType::kInfo; }

  const Transactions& transactions_;
  VersionOrders versions_;
  std::vector<EventId> writers_;  // by element: the ok or info transaction that appended it
  // By element, then by key for empty lists: the position of its first reader.
  std::vector<std::uint32_t> reader_offsets_;
  std::vector<EventId> readers_;
};

}  // namespace maelstrom::conformance::transactions
