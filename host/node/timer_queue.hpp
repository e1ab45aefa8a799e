// A queue of values ordered by due time, then by order of creation. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "host/node/id_table.hpp"

namespace maelstrom::host {

template <class T>
class TimerQueue {
 public:
  // Adds a timer that is due at `due_ns`. Ids count up from 1.
  std::uint64_t add(std::int64_t due_ns, T value) {
    heap_.push_back({due_ns, next_id_});
    std::push_heap(heap_.begin(), heap_.end(), later);
    waiting_.add(next_id_, std::move(value));
    return next_id_++;
  }

  // The waiting value of `id`, or nullptr. Valid until the next change of the queue.
  const T* find(std::uint64_t id) { return waiting_.find(id); }

  // Cancels a timer; false if it is not waiting.
  bool cancel(std::uint64_t id) {
    if (waiting_.find(id) == nullptr) {
      return false;
    }
    waiting_.take(id);
    drop_cancelled();
    return true;
  }

  // The due time of the first timer; nullopt if the queue is empty.
  std::optional<std::int64_t> next_due() const {
    return heap_.empty() ? std::nullopt : std::optional(heap_.front().due_ns);
  }

  // Takes the first timer, id and value, if it is due at `now_ns` and was created before the timer `before`.
  std::optional<std::pair<std::uint64_t, T>> take_due(std::int64_t now_ns, std::uint64_t before) {
    if (heap_.empty() || heap_.front().due_ns > now_ns || heap_.front().id >= before) {
      return std::nullopt;
    }
    const std::uint64_t id = heap_.front().id;
    T value = waiting_.take(id);
    drop_cancelled();
    return std::pair(id, std::move(value));
  }

  // The id that the next `add` returns.
  std::uint64_t next_id() const { return next_id_; }

  std::size_t size() const { return waiting_.size(); }

 private:
  struct Entry {
    std::int64_t due_ns;
    std::uint64_t id;
  };

  static bool later(const Entry& a, const Entry& b) { return a.due_ns != b.due_ns ? a.due_ns > b.due_ns : a.id > b.id; }
  void drop_cancelled();

  std::vector<Entry> heap_;  // the front is never cancelled; other cancelled entries stay until they reach it, or until
                             // they are half of all
  IdTable<T> waiting_;
  std::uint64_t next_id_ = 1;
};

template <class T>
void TimerQueue<T>::drop_cancelled() {
  while (!heap_.empty() && waiting_.find(heap_.front().id) == nullptr) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
  }
  constexpr std::size_t kWorthTheWork = 64;
  if (heap_.size() > kWorthTheWork && heap_.size() / 2 > waiting_.size()) {
    std::erase_if(heap_, [this](const Entry& entry) { return waiting_.find(entry.id) == nullptr; });
    std::make_heap(heap_.begin(), heap_.end(), later);
  }
  if (heap_.capacity() > kWorthTheWork && heap_.size() < heap_.capacity() / 4) {
    heap_.shrink_to_fit();
  }
}

}  // namespace maelstrom::host
