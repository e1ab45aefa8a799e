#include "host/node/open_requests.hpp"

#include <cassert>

namespace maelstrom::host {

bool OpenRequests::closed(maelstrom_request handle) const {
  const std::uint32_t index = index_of(handle);
  const std::uint64_t generation = handle >> kIndexBits;
  if (index >= slots_.size() || generation == 0) {
    return false;
  }
  const Slot& slot = slots_[index];
  return generation < slot.generation || (generation == slot.generation && slot.open == 0);
}

bool OpenRequests::expired(maelstrom_request handle) const {
  assert(closed(handle));
  const std::uint32_t index = index_of(handle);
  return handle_of(index) == handle && slots_[index].expired;
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

}  // namespace maelstrom::host
