// The received messages that can still be answered, each with a handle that is never reused.
//
// A handle is a slot's index and the slot's generation, so every operation is O(1), and memory is allocated only for a
// new maximum of open requests. Not thread-safe.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/abi.h>

namespace maelstrom::host {

// The kind of sender that waits for an answer. A client times out and disconnects; nodes of the cluster and services do
// not.
enum class Asker : std::uint8_t { kClient, kPeer };

struct OpenRequest {
  std::string_view src_json;  // the sender: a JSON string with its quotes, kept by the owner
  std::optional<std::int64_t> msg_id;
  std::int64_t received_ns = 0;  // its earliest possible time of arrival, monotonic
  Asker asker = Asker::kClient;
};

class OpenRequests {
 public:
  // `src_json` must stay valid as long as the request is open. Returns 0 if 2^24 requests are already open.
  maelstrom_request open(std::string_view src_json, const std::optional<std::int64_t>& msg_id, std::int64_t received_ns,
                         Asker asker = Asker::kClient);

  // The request of an open handle, or nullptr. Valid until the next call of `open`.
  const OpenRequest* find(maelstrom_request handle) const {
    const std::uint32_t index = index_of(handle);
    return index < slots_.size() && slots_[index].open == handle && handle != 0 ? &slots_[index].request : nullptr;
  }

  // Whether the handle was returned by `open` and is now closed.
  bool closed(maelstrom_request handle) const;

  // Whether it was closed by `expire`; remembered for the last 65,536 of these. REQUIRES: closed(handle).
  bool expired(maelstrom_request handle) const;

  // REQUIRES: find(handle) != nullptr.
  void close(maelstrom_request handle);
  void expire(maelstrom_request handle);

  // The oldest open request of this kind of asker, or 0.
  maelstrom_request oldest(Asker asker) const {
    const std::uint32_t first = orders_[place(asker)].first;
    return first == kNone ? 0 : handle_of(first);
  }

  std::size_t size(Asker asker) const { return orders_[place(asker)].size; }
  std::size_t size() const { return size(Asker::kClient) + size(Asker::kPeer); }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr int kIndexBits = 24;
  static constexpr std::size_t kRememberedExpired = 65'536;

  struct Slot {
    OpenRequest request;
    std::uint64_t generation = 0;  // of the request in this slot, or, if free, of the last one
    maelstrom_request open = 0;    // the handle of the request in this slot; 0: free
    bool expired = false;
    std::uint32_t previous = kNone;  // in the list of open requests of the same kind of asker
    std::uint32_t next = kNone;      // the same, or the next free slot
  };

  // The open requests of one kind of asker, in the order of arrival.
  struct Order {
    std::uint32_t first = kNone;
    std::uint32_t last = kNone;
    std::size_t size = 0;
  };

  static std::size_t place(Asker asker) { return static_cast<std::size_t>(asker); }

  static std::uint32_t index_of(maelstrom_request handle) {
    return static_cast<std::uint32_t>(handle & ((1u << kIndexBits) - 1));
  }
  maelstrom_request handle_of(std::uint32_t index) const { return slots_[index].generation << kIndexBits | index; }
  std::uint32_t unlink(maelstrom_request handle);

  std::vector<Slot> slots_;
  std::deque<std::uint32_t> expired_;  // not yet reused, so that a late reply gets the right reason
  std::uint32_t free_ = kNone;
  std::array<Order, 2> orders_;  // by the asker
};

inline maelstrom_request OpenRequests::open(std::string_view src_json, const std::optional<std::int64_t>& msg_id,
                                            std::int64_t received_ns, Asker asker) {
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
  slot.request.src_json = src_json;
  slot.request.msg_id = msg_id;
  slot.request.received_ns = received_ns;
  slot.request.asker = asker;
  ++slot.generation;
  slot.open = handle_of(index);
  slot.expired = false;
  Order& order = orders_[place(asker)];
  slot.previous = order.last;
  slot.next = kNone;
  (order.last == kNone ? order.first : slots_[order.last].next) = index;
  order.last = index;
  ++order.size;
  return slot.open;
}

inline void OpenRequests::close(maelstrom_request handle) {
  const std::uint32_t index = unlink(handle);
  slots_[index].next = free_;
  free_ = index;
}

inline std::uint32_t OpenRequests::unlink(maelstrom_request handle) {
  assert(find(handle) != nullptr);
  const std::uint32_t index = index_of(handle);
  Slot& slot = slots_[index];
  slot.open = 0;
  Order& order = orders_[place(slot.request.asker)];
  (slot.previous == kNone ? order.first : slots_[slot.previous].next) = slot.next;
  (slot.next == kNone ? order.last : slots_[slot.next].previous) = slot.previous;
  --order.size;
  return index;
}

}  // namespace maelstrom::host
