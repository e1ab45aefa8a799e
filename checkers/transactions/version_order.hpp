// The order in which elements were added to a list, as far as reads show it.
#pragma once

#include <deque>
#include <span>
#include <utility>
#include <vector>

#include "checkers/transactions/transaction.hpp"

namespace maelstrom::conformance::transactions {

// Which events' reads and appends count.
enum class VersionSource : std::uint8_t {
  kEveryEvent,      // also invocations and failed transactions
  kPossibleEvents,  // ok and info
};

class VersionOrders {
 public:
  VersionOrders(const Transactions& transactions, VersionSource source);

  // The longest list read of the key; an element that occurs twice counts only at its first position. Of several
  // longest lists, the last in Elle's order. If the key was never read and only one append to it is known: that append.
  std::span<const ElementId> order(KeyId key) const { return orders_[key]; }

  // The position in its key's order, kNone if it is not in the order.
  std::uint32_t position(ElementId element) const { return positions_[element]; }

  // Two lists read of one key; the shorter is not a prefix of the longer.
  struct Incompatible {
    KeyId key = 0;
    std::span<const ElementId> shorter;
    std::span<const ElementId> longer;
  };
  const std::vector<Incompatible>& incompatible() const { return incompatible_; }

  // Whether a list that was read has an element twice.
  bool has_duplicates(KeyId key, std::span<const ElementId> list) const;

 private:
  using List = std::span<const ElementId>;
  void find_longest(const Transactions& transactions, VersionSource source);
  void find_irregular(const Transactions& transactions, VersionSource source);
  void order_irregular(const Transactions& transactions, KeyId key, std::vector<List> lists);
  void add_single_appends(const Transactions& transactions, VersionSource source);
  void index_positions(KeyId key);

  std::vector<List> longest_;
  std::vector<List> orders_;
  std::vector<bool> irregular_;                 // keys with incompatible lists
  std::vector<std::uint32_t> first_duplicate_;  // of the longest list: the position of the first element seen before
  std::vector<std::uint32_t> positions_;
  std::deque<std::vector<ElementId>> own_;  // orders that are not a list that was read
  std::vector<Incompatible> incompatible_;
};

}  // namespace maelstrom::conformance::transactions
