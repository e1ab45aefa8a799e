// Registers that transactions write and read: anomalies within single transactions and keys, and the order of
// transactions.
//
// Written values are unique for each key, so a read identifies its writer. The order of the versions is partly known:
// the initial null comes first, and a transaction that reads a key and then writes it puts its version after the
// version it read.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checkers/transactions/analysis.hpp"

namespace maelstrom::conformance::transactions {

// The effect of a transaction on one key, visible to others.
struct ExternalAccess {
  KeyId key = 0;
  ElementId value = kNone;  // kNone: null
  EventId event = 0;
};

// For transactions for which `counts` is true: reads of a key that come before every write of it in their transaction,
// one per key; and the last write of each key. In order of the events.
template <class Counts>
std::vector<ExternalAccess> external_accesses(const Transactions& transactions, bool reads, Counts counts);

// Accesses grouped by version: by element, and for null by key.
class VersionIndex {
 public:
  VersionIndex(const Transactions& transactions, const std::vector<ExternalAccess>& accesses);
  // `value` kNone: null.
  std::span<const EventId> of(KeyId key, ElementId value) const {
    const std::size_t version = value == kNone ? elements_ + key : value;
    return {events_.data() + offsets_[version], offsets_[version + 1] - offsets_[version]};
  }

 private:
  std::size_t elements_;
  std::vector<std::uint32_t> offsets_;
  std::vector<EventId> events_;
};

class RwRegisterAnalysis : public Analysis {
 public:
  // The transactions must outlive it.
  explicit RwRegisterAnalysis(const Transactions& transactions);

  void link(OrderGraph& graph) const override;
  DataReason reason(EventId from, EventId to, EdgeKinds kind) const override;

 private:
  // `after` overwrites `before`.
  struct VersionEdge {
    KeyId key = 0;
    ElementId before = kNone;
    ElementId after = kNone;

    auto operator<=>(const VersionEdge&) const = default;
  };
  void find_objections();
  void find_internal();
  void order_versions();
  bool find_cyclic_versions(const std::vector<VersionEdge>& edges);
  void add_cyclic_case(KeyId key, const std::vector<ElementId>& versions);
  void link_versions(OrderGraph& graph, std::span<const VersionEdge> same_before) const;
  bool later(KeyId key, ElementId before, ElementId after) const;

  const Transactions& transactions_;
  std::vector<ExternalAccess> ok_reads_;
  std::vector<ExternalAccess> ok_writes_;
  VersionIndex readers_;
  VersionIndex writers_;
  std::vector<VersionEdge> version_order_;  // sorted
};

}  // namespace maelstrom::conformance::transactions
