// Text that grows at its end.
//
// Why not std::string: its append calls the standard library for every few bytes, and messages consist of short pieces.
// Not thread-safe.
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include <maelstrom/short_text.hpp>

namespace maelstrom {

// Bytes in one block of memory, which grows on demand and never shrinks.
class TextBuffer {
 public:
  TextBuffer() = default;

  // Copies, or takes the memory of the other, which is then empty.
  TextBuffer(const TextBuffer& other) { append(other.text()); }
  TextBuffer(TextBuffer&& other) noexcept { swap(other); }
  TextBuffer& operator=(TextBuffer other) noexcept {
    swap(other);
    return *this;
  }

  // The text; valid until it is changed.
  std::string_view text() const { return {bytes_.get(), size_}; }

  // The number of bytes, and the allocated size in bytes.
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }

  // At least `size` writable bytes at the end of the text; then call `grow_to` with the new length.
  char* room(std::size_t size) {
    if (capacity_ - size_ < size) {
      reallocate(size);
    }
    return bytes_.get() + size_;
  }
  void grow_to(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

  // Adds text, or one character, at the end.
  void append(std::string_view text) {
    detail::copy_text(room(text.size()), text);
    size_ += text.size();
  }
  void push_back(char c) {
    *room(1) = c;
    ++size_;
  }

  // Keeps the first `size` bytes. REQUIRES: size <= size().
  void truncate(std::size_t size) {
    assert(size <= size_);
    size_ = size;
  }

  // Keeps the memory.
  void clear() { size_ = 0; }

  // Exchanges the texts and their memory.
  void swap(TextBuffer& other) noexcept {
    bytes_.swap(other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  void reallocate(std::size_t more) {
    constexpr std::size_t kLeast = 256;
    const std::size_t capacity = std::max({kLeast, 2 * capacity_, size_ + more});
    std::unique_ptr<char[]> bytes(new char[capacity]);  // not make_unique: it would touch every page
    if (size_ != 0) {
      std::memcpy(bytes.get(), bytes_.get(), size_);
    }
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace maelstrom
