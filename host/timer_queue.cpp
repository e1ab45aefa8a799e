#include "timer_queue.hpp"

#include <algorithm>

namespace maelstrom::host {

bool TimerQueue::later(const Entry& a, const Entry& b) {
  return a.due_ns != b.due_ns ? a.due_ns > b.due_ns : a.id > b.id;
}

std::uint64_t TimerQueue::add(std::int64_t due_ns) {
  heap_.push_back({due_ns, next_id_});
  std::push_heap(heap_.begin(), heap_.end(), later);
  waiting_.add(next_id_, true);
  return next_id_++;
}

bool TimerQueue::cancel(std::uint64_t id) {
  if (waiting_.find(id) == nullptr) {
    return false;
  }
  waiting_.take(id);
  drop_cancelled();
  return true;
}

std::optional<std::int64_t> TimerQueue::next_due() const {
  return heap_.empty() ? std::nullopt : std::optional(heap_.front().due_ns);
}

std::uint64_t TimerQueue::take_due(std::int64_t now_ns, std::uint64_t before) {
  if (heap_.empty() || heap_.front().due_ns > now_ns || heap_.front().id >= before) {
    return 0;
  }
  const std::uint64_t id = heap_.front().id;
  waiting_.take(id);
  drop_cancelled();
  return id;
}

void TimerQueue::drop_cancelled() {
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
