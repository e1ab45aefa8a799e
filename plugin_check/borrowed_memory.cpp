#include "plugin_check/borrowed_memory.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include <sys/mman.h>
#include <unistd.h>

namespace maelstrom::conformance::check {
namespace {

constexpr std::size_t kMostKept = std::size_t{64} << 20U;

std::size_t whole_pages(std::size_t size) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return (size + page - 1) / page * page;
}

char* map_pages(std::size_t size) {
  void* const pages = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) {
    throw std::bad_alloc();
  }
  return static_cast<char*>(pages);
}

}  // namespace

BorrowedMemory::~BorrowedMemory() {
  end_borrow();
  while (!blocks_.empty()) {
    forget_oldest();
  }
}

void* BorrowedMemory::lend(const void* bytes, std::size_t size) {
  Block block;
  block.size = std::max<std::size_t>(size, 1);  // so that an empty slice also has a unique address
  if (after_ == AfterBorrow::kTakeAway) {
    block.size = whole_pages(block.size);
    block.bytes = map_pages(block.size);
  } else {
    block.heap = std::make_unique<char[]>(block.size);
    block.bytes = block.heap.get();
  }
  if (size != 0) {
    std::memcpy(block.bytes, bytes, size);
  }
  return blocks_.emplace_back(std::move(block)).bytes;
}

maelstrom_slice BorrowedMemory::lend(maelstrom_slice slice) {
  return {static_cast<const char*>(lend(slice.data, slice.size)), slice.size};
}

void BorrowedMemory::end_borrow() {
  for (; ended_ < blocks_.size(); ++ended_) {
    const Block& block = blocks_[ended_];
    if (after_ == AfterBorrow::kOverwrite) {
      std::memset(block.bytes, kOverwritten, block.size);
    } else if (after_ == AfterBorrow::kTakeAway) {
      ::mprotect(block.bytes, block.size, PROT_NONE);
    }
    bytes_ += block.size;
  }
  while (bytes_ > kMostKept) {
    forget_oldest();
  }
}

void BorrowedMemory::forget_oldest() {
  const Block& block = blocks_.front();
  if (block.heap == nullptr) {
    ::munmap(block.bytes, block.size);
  }
  bytes_ -= block.size;
  --ended_;
  blocks_.pop_front();
}

bool looks_overwritten(std::string_view text) {
  static constexpr char kRun[] = {kOverwritten, kOverwritten, kOverwritten};
  const bool all = !text.empty() && text.find_first_not_of(kOverwritten) == std::string_view::npos;
  return all || text.find({kRun, sizeof kRun}) != std::string_view::npos;
}

}  // namespace maelstrom::conformance::check
