#include "protocol/json_layout.hpp"

#include <algorithm>
#include <cstring>

namespace maelstrom::host {
namespace {

bool is_natural(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_plain(char c) {
  return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x80;
}

bool is_plain_string(std::string_view value) {
  return value.size() >= 2 && value.front() == '"' && std::all_of(value.begin() + 1, value.end() - 1, is_plain);
}

}  // namespace

void JsonLayout::learn(std::string_view text, std::span<const std::string_view> values) {
  constexpr std::size_t kLongest = kMostBlocks * kBlock;
  size_ = 0;
  if (text.size() < kBlock || text.size() > kLongest || values.size() > kMostValues) {
    return;
  }
  std::array<unsigned char, kLongest> least;
  std::array<unsigned char, kLongest> range = {};
  std::array<unsigned char, kLongest> plain = {};
  std::memcpy(least.data(), text.data(), text.size());
  const auto allow = [&](std::size_t begin, std::size_t size, char from, char to) {
    std::memset(least.data() + begin, from, size);
    std::memset(range.data() + begin, to - from, size);
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string_view value = values[i];
    const auto begin = static_cast<std::size_t>(value.data() - text.data());
    if (is_natural(value)) {
      allow(begin, value.size(), '0', '9');
      if (value.size() > 1) {
        allow(begin, 1, '1', '9');
      }
    } else if (is_plain_string(value)) {
      allow(begin + 1, value.size() - 2, ' ', '\x7F');
      std::memset(plain.data() + begin + 1, 0xFF, value.size() - 2);
    } else {
      return;
    }
    values_[i] = {static_cast<std::uint16_t>(begin), static_cast<std::uint16_t>(value.size())};
  }
  size_ = text.size();
  block_count_ = (size_ + kBlock - 1) / kBlock;
  for (std::size_t i = 0; i < block_count_; ++i) {
    std::memcpy(&blocks_[i].least, least.data() + block_begin(i), kBlock);
    std::memcpy(&blocks_[i].range, range.data() + block_begin(i), kBlock);
    std::memcpy(&blocks_[i].plain, plain.data() + block_begin(i), kBlock);
  }
}

bool JsonLayout::fits(std::string_view text) const {
  if (text.size() != size_ || size_ == 0) {
    return false;
  }
  Bytes wrong = {};
  const auto compare = [&wrong](const Block& block, const char* p) {
    Bytes bytes;
    std::memcpy(&bytes, p, kBlock);
    const auto outside = reinterpret_cast<Bytes>(bytes - block.least > block.range);
    const auto special = reinterpret_cast<Bytes>((bytes == '"') | (bytes == '\\'));
    wrong |= outside | (special & block.plain);
  };
  const char* p = text.data();
  for (std::size_t i = 0; i + 1 < block_count_; ++i, p += kBlock) {
    compare(blocks_[i], p);
  }
  compare(blocks_[block_count_ - 1], text.data() + size_ - kBlock);
  std::uint64_t words[kBlock / sizeof(std::uint64_t)];
  std::memcpy(words, &wrong, kBlock);
  return (words[0] | words[1]) == 0;
}

}  // namespace maelstrom::host
