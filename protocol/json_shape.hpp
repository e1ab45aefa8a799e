// The shape of a JSON text: all of its bytes except those of its values.
//
// A node receives one kind of message thousands of times, and writes one kind of reply: only the values differ.
// Comparing the bytes between them with the last such text costs a fraction of a scan, and is equally safe: if they are
// equal, and every value is checked, the text is JSON and has the same members. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include <maelstrom/short_text.hpp>

#include "protocol/json_cursor.hpp"
#include "protocol/json_layout.hpp"

namespace maelstrom::host {

class JsonShape {
 public:
  static constexpr std::size_t kMostValues = JsonLayout::kMostValues;

  // Stores the shape of `text`, which is JSON: the bytes around `values`, which are in it in order. False if it is too
  // large for a shape; then it matches nothing.
  bool learn(std::string_view text, std::span<const std::string_view> values);

  // Whether `text` has this shape. Sets *places[i] to the value at place i, also if it returns false, and `escaped` to
  // whether any of them is a string with escapes.
  bool matches(JsonScanner& scanner, std::string_view text, std::string_view* const* places, bool& escaped);

 private:
  bool walk(JsonScanner& scanner, std::string_view text, std::string_view* const* places, bool& escaped) const;

  // Bytes to compare with: if there are few, as words from the start and from the end, which may overlap.
  class Literal {
   public:
    static constexpr std::size_t kLongest = 64;

    void set(std::string_view bytes);
    std::size_t size() const { return size_; }

    bool stands_at(const char* p, const char* end) const {
      if (end - p < reach_) {  // almost at the end
        return static_cast<std::size_t>(end - p) >= size_ && detail::same_text({p, size_}, {bytes_, size_});
      }
      const auto differs = [this, p](std::size_t at) { return load_word(p + at) ^ load_word(bytes_ + at); };
      if (size_ <= 2 * kWord) {
        return ((differs(0) | differs(last_)) & mask_) == 0;
      }
      if (size_ <= 4 * kWord) {
        return (differs(0) | differs(kWord) | differs(last_ - kWord) | differs(last_)) == 0;
      }
      return std::memcmp(p, bytes_, size_) == 0;
    }

   private:
    static constexpr std::size_t kWord = sizeof(std::uint64_t);
    static std::uint64_t load_word(const char* p) { return detail::load<std::uint64_t>(p); }

    std::size_t size_ = 0;
    std::ptrdiff_t reach_ = kWord;  // bytes read: at least a word
    std::size_t last_ = 0;          // the offset of the last word
    std::uint64_t mask_ = 0;        // for the bytes of a single word
    char bytes_[kLongest] = {};
  };

  std::array<Literal, kMostValues + 1> literals_;  // before each value, and after the last
  std::size_t places_ = 0;
  bool known_ = false;

  // The layouts of texts of this shape, by size.
  struct Sized {
    std::size_t last_size = 0;  // of the last text
    JsonLayout layout;
  };
  std::array<Sized, 4> sized_;
};

}  // namespace maelstrom::host
