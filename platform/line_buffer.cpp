#include "platform/line_buffer.hpp"

#include <algorithm>
#include <cstring>

#include "platform/free_memory.hpp"

namespace maelstrom::host {

LineBuffer::LineBuffer(std::size_t chunk) : chunk_(std::max<std::size_t>(chunk, 1)) {
  move_to(2 * chunk_);
}

// Moves the unread input to a new block of `capacity` bytes, or to the start of this one.
void LineBuffer::move_to(std::size_t capacity) {
  const std::size_t kept = end_ - begin_;
  if (capacity == capacity_) {
    std::memmove(data_.get(), data_.get() + begin_, kept);
  } else {
    std::unique_ptr<char[]> data(new char[capacity]);  // not make_unique: it would touch every page
    if (kept != 0) {
      std::memcpy(data.get(), data_.get() + begin_, kept);
    }
    data_ = std::move(data);
    capacity_ = capacity;
  }
  scanned_ -= begin_;
  begin_ = 0;
  end_ = kept;
}

std::span<char> LineBuffer::space() {
  const std::size_t kept = end_ - begin_;
  if (kept <= chunk_ && capacity_ > 2 * chunk_) {
    constexpr std::size_t kUnusual = std::size_t{8} << 20;
    const bool unusual = capacity_ > kUnusual;
    move_to(2 * chunk_);  // the long line was taken
    if (unusual) {
      give_back_free_memory();
    }
  } else if (kept <= begin_) {
    move_to(capacity_);  // not more bytes than were taken; the next read goes to cached memory
  } else if (capacity_ - end_ < chunk_) {
    move_to(2 * capacity_);  // so that the cost per byte is constant for any length of line
  }
  return {data_.get() + end_, capacity_ - end_};
}

std::optional<std::string_view> LineBuffer::next_line() {
  const void* found = std::memchr(data_.get() + scanned_, '\n', end_ - scanned_);
  if (found == nullptr) {
    scanned_ = end_;
    return std::nullopt;
  }
  const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - data_.get());
  return take(at, at + 1);
}

std::optional<std::string_view> LineBuffer::last_line() {
  if (begin_ == end_) {
    return std::nullopt;
  }
  return take(end_, end_);
}

std::string_view LineBuffer::take(std::size_t end, std::size_t next) {
  const char* const first = data_.get() + begin_;
  std::size_t size = end - begin_;
  if (size != 0 && first[size - 1] == '\r') {
    --size;
  }
  begin_ = scanned_ = next;
  return {first, size};
}

}  // namespace maelstrom::host
