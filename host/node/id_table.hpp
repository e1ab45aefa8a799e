// A table of values by increasing ids, for operations that wait for completion.
//
// Consecutive ids are adjacent in memory, so an operation is O(1) and touches little memory for any number of values,
// and memory is freed for any order of removal. Not thread-safe.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "platform/free_memory.hpp"

namespace maelstrom::host {

template <class T>
class IdTable {
 public:
  // REQUIRES: `id` is greater than every earlier id.
  void add(std::uint64_t id, T value);

  // nullptr if not found. Valid until it is taken.
  T* find(std::uint64_t id);

  // REQUIRES: find(id) != nullptr.
  T take(std::uint64_t id);

  std::size_t size() const { return size_; }

  // Calls visit(id, value) for each, in no particular order.
  template <class Visit>
  void each(Visit&& visit) const;

 private:
  static constexpr std::uint64_t kBlockSize = 64;

  struct Block {
    std::array<std::optional<T>, kBlockSize> values;
    std::size_t used = 0;
  };

  Block* block_of(std::uint64_t number) {
    if (number == newest_number_) {
      return newest_.get();
    }
    const auto found = older_.find(number);
    return found != older_.end() ? found->second.get() : nullptr;
  }

  // The block for new values is kept even when it is empty: the next value goes into it.
  std::unique_ptr<Block> newest_;
  std::uint64_t newest_number_ = 0;                                  // the id of its first value / kBlockSize
  std::unordered_map<std::uint64_t, std::unique_ptr<Block>> older_;  // by such numbers; never empty
  std::size_t size_ = 0;
};

template <class T>
void IdTable<T>::add(std::uint64_t id, T value) {
  const std::uint64_t number = id / kBlockSize;
  assert(newest_ == nullptr || number >= newest_number_);
  assert(find(id) == nullptr);
  if (newest_ == nullptr || number != newest_number_) {
    if (newest_ != nullptr && newest_->used != 0) {
      older_.emplace(newest_number_, std::move(newest_));
    }
    if (newest_ == nullptr) {
      newest_ = std::make_unique<Block>();
    }
    newest_number_ = number;
  }
  newest_->values[id % kBlockSize].emplace(std::move(value));
  ++newest_->used;
  ++size_;
}

template <class T>
T* IdTable<T>::find(std::uint64_t id) {
  Block* const block = block_of(id / kBlockSize);
  if (block == nullptr) {
    return nullptr;
  }
  std::optional<T>& value = block->values[id % kBlockSize];
  return value ? &*value : nullptr;
}

template <class T>
T IdTable<T>::take(std::uint64_t id) {
  assert(find(id) != nullptr);
  const std::uint64_t number = id / kBlockSize;
  Block* const block = block_of(number);
  std::optional<T>& slot = block->values[id % kBlockSize];
  T value = std::move(*slot);
  slot.reset();
  --block->used;
  --size_;
  if (block->used == 0 && number != newest_number_) {
    older_.erase(number);
    constexpr std::size_t kUnusual = 1024;
    if (older_.bucket_count() > kUnusual && older_.size() < older_.bucket_count() / 16) {  // a burst is over
      older_.rehash(0);
      give_back_free_memory();
    }
  }
  return value;
}

template <class T>
template <class Visit>
void IdTable<T>::each(Visit&& visit) const {
  const auto visit_block = [&visit](std::uint64_t number, const Block& block) {
    for (std::uint64_t i = 0; i < kBlockSize; ++i) {
      if (block.values[i]) {
        visit(number * kBlockSize + i, *block.values[i]);
      }
    }
  };
  for (const auto& [number, block] : older_) {
    visit_block(number, *block);
  }
  if (newest_ != nullptr) {
    visit_block(newest_number_, *newest_);
  }
}

}  // namespace maelstrom::host
