// The layout of a short JSON text: the positions of its values, and the bytes around them.
//
// A text of the same layout has its values at the same positions. No search is necessary: all bytes can be checked at
// once. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace maelstrom::host {

class JsonLayout {
 public:
  static constexpr std::size_t kMostValues = 12;

  // Learns the layout of `text`, which is JSON; `values` are its parts that may differ in another text. Fits nothing
  // afterwards if one of these is neither a natural number nor a string of ASCII without escapes, or if the text is too
  // short or too long.
  void learn(std::string_view text, std::span<const std::string_view> values);

  // Whether `text` has this layout: the same bytes around the values, strings and numbers of the same length in the
  // same places. If so, it is JSON.
  bool fits(std::string_view text) const;

  // The value at place i of a text that fits.
  std::string_view value(std::string_view text, std::size_t i) const {
    return {text.data() + values_[i].begin, values_[i].size};
  }

 private:
  // Bytes for one vector instruction, if the processor has them.
  static constexpr std::size_t kBlock = 16;
  using Bytes [[gnu::vector_size(kBlock)]] = unsigned char;

  // The allowed bytes of a block: from `least` to `least + range` and, where `plain` has all bits set, neither a quote
  // nor a backslash.
  struct Block {
    Bytes least;
    Bytes range;
    Bytes plain;
  };
  struct Place {
    std::uint16_t begin;
    std::uint16_t size;
  };
  static constexpr std::size_t kMostBlocks = 16;

  std::size_t block_begin(std::size_t i) const { return i * kBlock < size_ - kBlock ? i * kBlock : size_ - kBlock; }

  std::size_t size_ = 0;         // of the text; 0: nothing fits
  std::size_t block_count_ = 0;  // the last one ends with the text, and may overlap the previous one
  std::array<Block, kMostBlocks> blocks_ = {};
  std::array<Place, kMostValues> values_ = {};
};

}  // namespace maelstrom::host
