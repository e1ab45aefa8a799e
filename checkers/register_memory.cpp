#include "checkers/register_memory.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace maelstrom::conformance {

UsedKinds::Set UsedKinds::with(Set set, std::uint32_t kind) {
  const auto [cached, is_new] = with_.try_emplace(std::uint64_t{set} << 32 | kind, 0);
  if (!is_new) {
    return cached->second;
  }
  Members members = sets_[set];
  const auto place = std::lower_bound(members.begin(), members.end(), kind,
                                      [](const auto& member, std::uint32_t wanted) { return member.first < wanted; });
  if (place != members.end() && place->first == kind) {
    ++place->second;
  } else {
    members.insert(place, {kind, 1});
  }
  std::uint64_t hash = 0;
  for (const auto& [member, times] : members) {
    hash = (hash ^ (std::uint64_t{member} << 32 | times)) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 31;
  }
  std::vector<Set>& same_hash = known_[hash];
  for (const Set known : same_hash) {
    if (sets_[known] == members) {
      return cached->second = known;
    }
  }
  constexpr std::size_t kOverhead = 160;  // of the containers, estimated
  bytes_ += members.size() * sizeof(Members::value_type) + kOverhead;
  const auto added = static_cast<Set>(sets_.size());
  sets_.push_back(std::move(members));
  same_hash.push_back(added);
  return cached->second = added;
}

bool UsedKinds::within(Set set, Set other) const {
  const Members& larger = sets_[other];
  auto place = larger.begin();
  for (const auto& [kind, times] : sets_[set]) {
    while (place != larger.end() && place->first < kind) {
      ++place;
    }
    if (place == larger.end() || place->first != kind || place->second < times) {
      return false;
    }
  }
  return true;
}

}  // namespace maelstrom::conformance
