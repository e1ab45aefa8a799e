// Memory that a plugin borrows until its function returns, and its treatment afterwards.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string_view>

#include <maelstrom/abi.h>

namespace maelstrom::conformance::check {

// The treatment of memory when its borrow ends.
enum class AfterBorrow {
  kKeep,       // nothing, so that a plugin which keeps slices still works
  kOverwrite,  // filled with kOverwritten, which a kept slice shows in the plugin's output
  kTakeAway,   // made inaccessible: a later access crashes
};

// Not a byte of valid UTF-8, so the host refuses any text with it.
inline constexpr char kOverwritten = '\xdb';

class BorrowedMemory {
 public:
  explicit BorrowedMemory(AfterBorrow after) : after_(after) {}
  BorrowedMemory(const BorrowedMemory&) = delete;
  BorrowedMemory& operator=(const BorrowedMemory&) = delete;
  BorrowedMemory(BorrowedMemory&&) = delete;
  BorrowedMemory& operator=(BorrowedMemory&&) = delete;
  ~BorrowedMemory();

  // A copy of these bytes, in a separate block.
  void* lend(const void* bytes, std::size_t size);
  maelstrom_slice lend(maelstrom_slice slice);

  // Ends the borrow of everything lent since the last call. Only the last 64 MB are kept to detect later accesses.
  void end_borrow();

 private:
  struct Block {
    std::unique_ptr<char[]> heap;  // or, for kTakeAway, separate pages
    char* bytes = nullptr;
    std::size_t size = 0;
  };

  void forget_oldest();

  const AfterBorrow after_;
  std::deque<Block> blocks_;
  std::size_t ended_ = 0;  // the number of blocks, at the start, whose borrow has ended
  std::size_t bytes_ = 0;  // in these blocks
};

// Whether `text` contains overwritten memory.
bool looks_overwritten(std::string_view text);

}  // namespace maelstrom::conformance::check
