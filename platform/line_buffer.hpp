// Splits a stream of bytes into lines without copying them: read(2) directly into the buffer, take lines as views.
//
// The length of a line is not limited: the buffer grows for a long line and frees the memory after the line is taken.
// Not thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace maelstrom::host {

class LineBuffer {
 public:
  // chunk: the least free space of `space`, in bytes: the size of a read.
  explicit LineBuffer(std::size_t chunk);

  // Free space to read into, one chunk at least. Invalidates the lines taken so far.
  std::span<char> space();

  // Marks the first `size` bytes of the last `space` as input.
  void commit(std::size_t size) { end_ += size; }

  // The next complete line without its '\n', or "\r\n"; nullopt if incomplete. Valid until the next `space`.
  std::optional<std::string_view> next_line();

  // At the end of the input: the text after the last '\n'; nullopt if it is empty.
  std::optional<std::string_view> last_line();

  // The input after the last line taken, complete once `next_line` has returned nullopt. Valid until the next `space`.
  std::string_view unfinished_line() const { return {data_.get() + begin_, end_ - begin_}; }

  // Bytes held in memory.
  std::size_t capacity() const { return capacity_; }

 private:
  std::string_view take(std::size_t end, std::size_t next);
  void move_to(std::size_t capacity);

  std::size_t chunk_;
  std::size_t capacity_ = 0;
  std::unique_ptr<char[]> data_;
  std::size_t begin_ = 0;    // first byte not yet returned
  std::size_t scanned_ = 0;  // no '\n' in [begin_, scanned_)
  std::size_t end_ = 0;      // end of the input read so far
};

}  // namespace maelstrom::host
