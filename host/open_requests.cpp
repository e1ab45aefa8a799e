#include "open_requests.hpp"

namespace maelstrom::host {

maelstrom_request OpenRequests::open(std::string_view src_json, std::optional<std::int64_t> msg_id,
                                     std::int64_t received_ns) {
  std::uint32_t index = free_;
  if (index != kNone) {
    free_ = slots_[index].next;
  } else if (slots_.size() < std::size_t{1} << kIndexBits) {
    index = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    return 0;
  }
  Slot& slot = slots_[index];
  slot.request.src_json.assign(src_json);
  slot.request.msg_id = msg_id;
  slot.request.received_ns = received_ns;
  ++slot.generation;
  slot.open = true;
  slot.expired = false;
  slot.previous = last_;
  slot.next = kNone;
  (last_ == kNone ? first_ : slots_[last_].next) = index;
  last_ = index;
  ++size_;
  return handle_of(index);
}

const OpenRequest* OpenRequests::find(maelstrom_request handle) const {
  const std::uint32_t index = index_of(handle);
  const bool open = index < slots_.size() && slots_[index].open && handle_of(index) == handle;
  return open ? &slots_[index].request : nullptr;
}

bool OpenRequests::closed(maelstrom_request handle) const {
  const std::uint32_t index = index_of(handle);
  const std::uint64_t generation = handle >> kIndexBits;
  if (index >= slots_.size() || generation == 0) {
    return false;
  }
  const Slot& slot = slots_[index];
  return generation < slot.generation || (generation == slot.generation && !slot.open);
}

bool OpenRequests::expired(maelstrom_request handle) const {
  const std::uint32_t index = index_of(handle);
  return handle_of(index) == handle && slots_[index].expired;
}

void OpenRequests::close(maelstrom_request handle) {
  const std::uint32_t index = unlink(handle);
  slots_[index].next = free_;
  free_ = index;
}

void OpenRequests::expire(maelstrom_request handle) {
  const std::uint32_t index = unlink(handle);
  slots_[index].expired = true;
  expired_.push_back(index);
  if (expired_.size() > kRememberedExpired) {
    slots_[expired_.front()].next = free_;
    free_ = expired_.front();
    expired_.pop_front();
  }
}

std::uint32_t OpenRequests::unlink(maelstrom_request handle) {
  const std::uint32_t index = index_of(handle);
  Slot& slot = slots_[index];
  slot.open = false;
  (slot.previous == kNone ? first_ : slots_[slot.previous].next) = slot.next;
  (slot.next == kNone ? last_ : slots_[slot.next].previous) = slot.previous;
  --size_;
  return index;
}

}  // namespace maelstrom::host
