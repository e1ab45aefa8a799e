// Scheduled events, ordered by time, then by the order of scheduling: a run is a function of its inputs.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "history/time.hpp"

namespace maelstrom::conformance {

template <class Event>
class EventQueue {
 public:
  void push(Time time, Event event) {
    heap_.push_back({time, next_sequence_++, std::move(event)});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }

  // kNever when nothing is scheduled.
  Time next_time() const { return heap_.empty() ? kNever : heap_.front().time; }

  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }

  // Removes and returns the next event. REQUIRES: not empty.
  Event pop() {
    assert(!empty());
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Event event = std::move(heap_.back().event);
    heap_.pop_back();
    return event;
  }

  void clear() { heap_.clear(); }

 private:
  struct Entry {
    Time time;
    std::uint64_t sequence;
    Event event;
  };

  static bool later(const Entry& a, const Entry& b) {
    return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
  }

  std::vector<Entry> heap_;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace maelstrom::conformance
