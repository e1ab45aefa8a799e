#include "checkers/transactions/version_order.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "checkers/transactions/search_order.hpp"

namespace maelstrom::conformance::transactions {
namespace {

bool counts(const Event& event, VersionSource source) {
  return source == VersionSource::kEveryEvent || event.type == EventType::kOk || event.type == EventType::kInfo;
}

bool begins_with(std::span<const ElementId> longer, std::span<const ElementId> shorter) {
  return shorter.size() <= longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

// Calls each(key, list) for every non-empty list that was read.
template <class Each>
void each_list(const Transactions& transactions, VersionSource source, Each each) {
  for (const Event& event : transactions.events()) {
    if (!counts(event, source)) {
      continue;
    }
    for (const MicroOperation& operation : transactions.operations(event)) {
      if (operation.read && operation.length > 0) {
        each(operation.key, transactions.list(operation));
      }
    }
  }
}

}  // namespace

VersionOrders::VersionOrders(const Transactions& transactions, VersionSource source)
    : longest_(transactions.key_count()),
      orders_(transactions.key_count()),
      irregular_(transactions.key_count(), false),
      first_duplicate_(transactions.key_count(), kNone),
      positions_(transactions.element_count(), kNone) {
  find_longest(transactions, source);
  find_irregular(transactions, source);
  add_single_appends(transactions, source);
  for (KeyId key = 0; key < orders_.size(); ++key) {
    index_positions(key);
  }
}

void VersionOrders::find_longest(const Transactions& transactions, VersionSource source) {
  each_list(transactions, source, [&](KeyId key, List list) {
    if (list.size() > longest_[key].size()) {
      longest_[key] = list;
    }
  });
}

void VersionOrders::find_irregular(const Transactions& transactions, VersionSource source) {
  bool any = false;
  each_list(transactions, source, [&](KeyId key, List list) {
    if (begins_with(longest_[key], list)) {
      return;
    }
    irregular_[key] = any = true;
  });
  orders_ = longest_;
  if (!any) {
    return;
  }
  std::unordered_map<KeyId, std::vector<List>> lists;
  each_list(transactions, source, [&](KeyId key, List list) {
    if (irregular_[key]) {
      lists[key].push_back(list);
    }
  });
  for (KeyId key = 0; key < irregular_.size(); ++key) {
    if (irregular_[key]) {
      order_irregular(transactions, key, std::move(lists[key]));
    }
  }
}

void VersionOrders::order_irregular(const Transactions& transactions, KeyId key, std::vector<List> lists) {
  const auto less = [](List a, List b) {
    return a.size() != b.size() ? a.size() < b.size()
                                : std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
  };
  std::sort(lists.begin(), lists.end(), less);
  lists.erase(std::unique(lists.begin(), lists.end(),
                          [](List a, List b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }),
              lists.end());
  std::vector<std::pair<std::uint64_t, List>> ranked;
  std::vector<std::string_view> texts;
  for (const List list : lists) {
    texts.clear();
    for (const ElementId element : list) {
      texts.push_back(transactions.element_text(element));
    }
    ranked.emplace_back(list_rank(texts), list);
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return a.second.size() != b.second.size() ? a.second.size() < b.second.size() : a.first < b.first;
  });
  orders_[key] = longest_[key] = ranked.back().second;
  for (std::size_t i = 0; i + 1 < ranked.size(); ++i) {
    if (begins_with(ranked[i + 1].second, ranked[i].second)) {
      continue;
    }
    incompatible_.push_back({key, ranked[i].second, ranked[i + 1].second});
    return;
  }
}

void VersionOrders::add_single_appends(const Transactions& transactions, VersionSource source) {
  constexpr std::uint32_t kSeveral = kNone - 1;
  std::vector<ElementId> single(transactions.key_count(), kNone);
  for (const Event& event : transactions.events()) {
    if (!counts(event, source)) {
      continue;
    }
    for (const MicroOperation& operation : transactions.operations(event)) {
      if (operation.read) {
        continue;
      }
      single[operation.key] = single[operation.key] == kNone ? operation.value : kSeveral;
    }
  }
  for (KeyId key = 0; key < single.size(); ++key) {
    if (!orders_[key].empty() || single[key] == kNone || single[key] == kSeveral) {
      continue;
    }
    orders_[key] = own_.emplace_back(1, single[key]);
  }
}

void VersionOrders::index_positions(KeyId key) {
  const List list = orders_[key];
  std::vector<ElementId> distinct;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    if (positions_[list[i]] != kNone) {
      if (first_duplicate_[key] == kNone) {
        first_duplicate_[key] = i;
        distinct.assign(list.begin(), list.begin() + i);
      }
      continue;
    }
    positions_[list[i]] = static_cast<std::uint32_t>(first_duplicate_[key] == kNone ? i : distinct.size());
    if (first_duplicate_[key] != kNone) {
      distinct.push_back(list[i]);
    }
  }
  if (first_duplicate_[key] != kNone) {
    orders_[key] = own_.emplace_back(std::move(distinct));
  }
}

bool VersionOrders::has_duplicates(KeyId key, std::span<const ElementId> list) const {
  if (!irregular_[key]) {
    return first_duplicate_[key] < list.size();
  }
  std::unordered_set<ElementId> seen;
  return std::any_of(list.begin(), list.end(), [&](ElementId element) { return !seen.insert(element).second; });
}

}  // namespace maelstrom::conformance::transactions
