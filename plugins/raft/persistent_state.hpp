// What figure 2 of the Raft paper wants on stable storage before a node replies to an RPC: the term, the vote and the
// log. It is in memory. Each change is one of the five functions below, so storage is a matter of this class alone.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include <maelstrom/workload.hpp>

namespace raft {

using Term = std::uint64_t;
using Index = std::uint64_t;  // of an entry of the log, from 1

struct Entry {
  Term term;
  maelstrom::JsonText command;  // see StateMachine
};

class PersistentState {
 public:
  Term current_term() const { return current_term_; }
  const std::string& voted_for() const { return voted_for_; }  // empty: no vote in this term
  Index snapshot_index() const { return snapshot_index_; }     // the last entry that was compacted
  Index last_index() const { return snapshot_index_ + entries_.size(); }
  Term last_term() const { return term_at(last_index()); }

  // REQUIRES: snapshot_index() < index <= last_index().
  const Entry& entry(Index index) const {
    assert(index > snapshot_index_ && index <= last_index());
    return entries_[static_cast<std::size_t>(index - snapshot_index_ - 1)];
  }
  // REQUIRES: snapshot_index() <= index <= last_index().
  Term term_at(Index index) const { return index == snapshot_index_ ? snapshot_term_ : entry(index).term; }

  // voted_for: empty if there is no vote in this term yet.
  void set_term(Term term, std::string_view voted_for) {
    current_term_ = term;
    voted_for_ = voted_for;
  }

  void append(Entry entry) { entries_.push_back(std::move(entry)); }

  // Drops all entries after `index`. REQUIRES: snapshot_index() <= index.
  void truncate_after(Index index) {
    while (last_index() > index) {
      entries_.pop_back();
    }
  }

  // Drops all entries up to `index`. REQUIRES: snapshot_index() <= index <= last_index().
  void compact(Index index) {
    snapshot_term_ = term_at(index);
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(index - snapshot_index_));
    snapshot_index_ = index;
  }

  // Replaces the whole log by a snapshot of all entries up to `index`.
  void replace_by_snapshot(Index index, Term term) {
    entries_.clear();
    snapshot_index_ = index;
    snapshot_term_ = term;
  }

 private:
  Term current_term_ = 0;
  std::string voted_for_;
  std::deque<Entry> entries_;
  Index snapshot_index_ = 0;
  Term snapshot_term_ = 0;
};

}  // namespace raft
