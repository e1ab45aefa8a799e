// The configurations that a search for linearizability has visited; see linearizability.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checkers/linearizability.hpp"

namespace maelstrom::conformance {

// A set of slots.
template <std::size_t Words>
struct SlotSet {
  std::array<std::uint64_t, Words> words{};

  friend bool operator==(const SlotSet&, const SlotSet&) = default;

  bool has(std::uint32_t slot) const { return (words[slot / 64] >> (slot % 64) & 1) != 0; }
  void add(std::uint32_t slot) { words[slot / 64] |= std::uint64_t{1} << (slot % 64); }
  void remove(std::uint32_t slot) { words[slot / 64] &= ~(std::uint64_t{1} << (slot % 64)); }
  bool contains(const SlotSet& other) const {
    std::uint64_t missing = 0;
    for (std::size_t i = 0; i < Words; ++i) {
      missing |= other.words[i] & ~words[i];
    }
    return missing == 0;
  }
  // Whether both have the same members among `those`.
  bool equals_among(const SlotSet& other, const SlotSet& those) const {
    std::uint64_t different = 0;
    for (std::size_t i = 0; i < Words; ++i) {
      different |= (words[i] ^ other.words[i]) & those.words[i];
    }
    return different == 0;
  }
  void add_all(const SlotSet& those, const SlotSet& without) {
    for (std::size_t i = 0; i < Words; ++i) {
      words[i] |= those.words[i] & ~without.words[i];
    }
  }
};

// Multisets of the kinds of unreturned operations, each stored once and identified by a number; 0 is the empty one.
class UsedKinds {
 public:
  using Set = std::uint32_t;

  UsedKinds() : sets_(1) {}

  std::uint32_t count(Set set, std::uint32_t kind) const {
    for (const auto& [member, times] : sets_[set]) {
      if (member == kind) {
        return times;
      }
    }
    return 0;
  }

  Set with(Set set, std::uint32_t kind);

  // Whether `set` is a sub-multiset of `other`.
  bool within(Set set, Set other) const;

  std::size_t bytes() const { return bytes_; }

 private:
  using Members = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // kind and times, sorted by kind

  std::vector<Members> sets_;
  std::unordered_map<std::uint64_t, Set> with_;                // set and kind
  std::unordered_map<std::uint64_t, std::vector<Set>> known_;  // by hash of the members
  std::size_t bytes_ = 0;
};

// The state after an order of operations.
template <std::size_t Words>
struct SearchState {
  RegisterValue value = kAbsent;
  UsedKinds::Set used = 0;
  SlotSet<Words> done;  // open operations that have taken effect

  // Open writes that have not taken effect, but were open when another one did. They may have happened just before it,
  // where no read saw their value. So they may take effect later, or count as done at that point.
  SlotSet<Words> hidden;

  friend bool operator==(const SearchState&, const SearchState&) = default;
};

// The open updates at a level; states of the level differ only in these.
template <std::size_t Words>
struct OpenUpdates {
  SlotSet<Words> writes;
  SlotSet<Words> compare_and_sets;
};

// Whether everything that is possible from `other` is possible from `state`. REQUIRES: the same value, and the same
// compare-and-sets are done.
template <std::size_t Words>
bool at_least_as_good(const SearchState<Words>& state, const SearchState<Words>& other,
                      const OpenUpdates<Words>& updates, const UsedKinds& used) {
  std::uint64_t worse = 0;
  for (std::size_t i = 0; i < Words; ++i) {
    const std::uint64_t writes = updates.writes.words[i] & ~state.hidden.words[i];
    worse |= other.hidden.words[i] & ~state.hidden.words[i];
    worse |= (other.done.words[i] & ~state.done.words[i]) & ~updates.writes.words[i];
    worse |= (other.done.words[i] ^ state.done.words[i]) & writes;
  }
  return worse == 0 && (state.used == other.used || used.within(state.used, other.used));
}

// The visited states, by level. Levels with few states, nearly all in an easy history, are short lists in memory in the
// order in which a search visits them; the others share a hash table.
template <std::size_t Words>
class SearchMemory {
 public:
  struct Entry {
    SearchState<Words> state;
    std::uint32_t level;
    std::uint32_t next;
  };

  explicit SearchMemory(std::size_t levels) : levels_(levels) {}

  // Stores the state, unless a state at least as good is known: then returns false. `updates`: the open updates of the
  // level. Adds the number of entries compared to `compared`.
  bool add(std::uint32_t level, const SearchState<Words>& state, const OpenUpdates<Words>& updates,
           const UsedKinds& used, std::uint64_t& compared) {
    Level& of_level = levels_[level];
    const bool listed = of_level.count <= kListed;
    if (!listed && is_known(level, state)) {
      return false;
    }
    Bucket* const bucket = listed ? nullptr : &bucket_of(level, state, updates);
    std::uint32_t& first = listed ? of_level.first : bucket->first;
    std::uint32_t left = kCompared;
    for (std::uint32_t i = first; i != kNone && left > 0; i = entries_[i].next, --left) {
      const SearchState<Words>& known = entries_[i].state;
      if (same_key(known, state, updates) && at_least_as_good(known, state, updates, used)) {
        return false;
      }
    }
    compared += kCompared - left;
    entries_.push_back({state, level, first});
    first = static_cast<std::uint32_t>(entries_.size() - 1);
    if (!listed) {
      add_exact(first);
    } else if (++of_level.count == kListed + 1) {
      move_to_table(of_level, updates);
    }
    return true;
  }

  const std::vector<Entry>& entries() const { return entries_; }
  std::size_t bytes() const {
    return entries_.size() * sizeof(Entry) + buckets_.size() * sizeof(Bucket) + exact_.size() * sizeof(std::uint32_t);
  }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  static constexpr std::uint32_t kListed = 16;

  // How many states of its bucket a state is compared with, the latest first. Comparing with all of them would take
  // longer than visiting a few more states; an equal state is always found.
  static constexpr std::uint32_t kCompared = 128;

  struct Level {
    std::uint32_t first = kNone;
    std::uint32_t count = 0;
  };

  struct Bucket {
    std::uint64_t key = 0;
    std::uint32_t first = kNone;
  };

  static bool same_key(const SearchState<Words>& a, const SearchState<Words>& b, const OpenUpdates<Words>& updates) {
    return a.value == b.value && a.done.equals_among(b.done, updates.compare_and_sets);
  }

  static std::uint64_t hash(std::uint32_t level, const SearchState<Words>& state, const OpenUpdates<Words>& updates) {
    std::uint64_t h = (std::uint64_t{level} << 32 | state.value) * 0x9e3779b97f4a7c15U;
    for (std::size_t i = 0; i < Words; ++i) {
      h ^= h >> 29;
      h = (h + (state.done.words[i] & updates.compare_and_sets.words[i])) * 0xbf58476d1ce4e5b9U;
    }
    return h ^ h >> 32;
  }

  // The bucket of the states of this level, value and compare-and-sets; created for the first of them.
  Bucket& bucket_of(std::uint32_t level, const SearchState<Words>& state, const OpenUpdates<Words>& updates) {
    if (used_buckets_ * 2 >= buckets_.size()) {
      grow();
    }
    const std::uint64_t key = hash(level, state, updates);
    for (std::uint64_t i = key;; ++i) {
      Bucket& bucket = buckets_[i & (buckets_.size() - 1)];
      if (bucket.first == kNone) {
        // The caller adds the state at once, because a new bucket has no state that is as good.
        bucket.key = key;
        ++used_buckets_;
        return bucket;
      }
      const Entry& entry = entries_[bucket.first];
      if (bucket.key == key && entry.level == level && same_key(entry.state, state, updates)) {
        return bucket;
      }
    }
  }

  void grow() {
    std::vector<Bucket> old(std::max<std::size_t>(buckets_.size() * 2, 1024));
    old.swap(buckets_);
    for (const Bucket& bucket : old) {
      if (bucket.first != kNone) {
        std::uint64_t i = bucket.key;
        while (buckets_[i & (buckets_.size() - 1)].first != kNone) {
          ++i;
        }
        buckets_[i & (buckets_.size() - 1)] = bucket;
      }
    }
  }

  static std::uint64_t exact_hash(std::uint32_t level, const SearchState<Words>& state) {
    std::uint64_t h = (std::uint64_t{level} << 32 | state.value) + std::uint64_t{state.used} * 0x9e3779b97f4a7c15U;
    for (std::size_t i = 0; i < Words; ++i) {
      h = (h ^ h >> 29 ^ state.done.words[i]) * 0xbf58476d1ce4e5b9U;
      h = (h ^ h >> 29 ^ state.hidden.words[i]) * 0x94d049bb133111ebU;
    }
    return h ^ h >> 32;
  }

  bool is_known(std::uint32_t level, const SearchState<Words>& state) const {
    for (std::uint64_t i = exact_hash(level, state);; ++i) {
      const std::uint32_t index = exact_.empty() ? kNone : exact_[i & (exact_.size() - 1)];
      if (index == kNone) {
        return false;
      }
      if (entries_[index].level == level && entries_[index].state == state) {
        return true;
      }
    }
  }

  void add_exact(std::uint32_t entry) {
    if (exact_count_ * 2 >= exact_.size()) {
      std::vector<std::uint32_t> old(std::max<std::size_t>(exact_.size() * 2, 1024), kNone);
      old.swap(exact_);
      for (const std::uint32_t index : old) {
        if (index != kNone) {
          place_exact(index);
        }
      }
    }
    place_exact(entry);
    ++exact_count_;
  }

  void place_exact(std::uint32_t entry) {
    std::uint64_t i = exact_hash(entries_[entry].level, entries_[entry].state);
    while (exact_[i & (exact_.size() - 1)] != kNone) {
      ++i;
    }
    exact_[i & (exact_.size() - 1)] = entry;
  }

  void move_to_table(Level& of_level, const OpenUpdates<Words>& updates) {
    for (std::uint32_t i = of_level.first; i != kNone;) {
      const std::uint32_t next = entries_[i].next;
      Bucket& bucket = bucket_of(entries_[i].level, entries_[i].state, updates);
      entries_[i].next = bucket.first;
      bucket.first = i;
      add_exact(i);
      i = next;
    }
    of_level.first = kNone;
  }

  std::vector<Entry> entries_;
  std::vector<Level> levels_;
  std::vector<Bucket> buckets_;
  std::size_t used_buckets_ = 0;
  std::vector<std::uint32_t> exact_;  // entries by their whole state, for the levels in the table
  std::size_t exact_count_ = 0;
};

}  // namespace maelstrom::conformance
