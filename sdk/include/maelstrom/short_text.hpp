// Copies and compares a few bytes without a function call: the first and the last bytes as one word each, which may
// overlap. Messages consist of such short texts.
#pragma once

#include <maelstrom/language.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace maelstrom::detail {

template <class Word>
Word load(const char* p) {
  Word word = 0;
  std::memcpy(&word, p, sizeof word);
  return word;
}

template <class Word>
void store(char* p, Word word) {
  std::memcpy(p, &word, sizeof word);
}

// REQUIRES, here and in same_words: sizeof(Word) <= size <= 2 * sizeof(Word)
template <class Word>
void copy_words(char* to, const char* from, std::size_t size) {
  assert(size >= sizeof(Word) && size <= 2 * sizeof(Word));
  const Word first = load<Word>(from);
  const Word last = load<Word>(from + size - sizeof(Word));
  store(to, first);
  store(to + size - sizeof(Word), last);
}

template <class Word>
bool same_words(const char* a, const char* b, std::size_t size) {
  assert(size >= sizeof(Word) && size <= 2 * sizeof(Word));
  const std::size_t last = size - sizeof(Word);
  return ((load<Word>(a) ^ load<Word>(b)) | (load<Word>(a + last) ^ load<Word>(b + last))) == 0;
}

inline void copy_text(char* to, std::string_view text) {
  const char* const from = text.data();
  const std::size_t size = text.size();
  if (size > 16) {
    std::memcpy(to, from, size);
  } else if (size >= 8) {
    copy_words<std::uint64_t>(to, from, size);
  } else if (size >= 4) {
    copy_words<std::uint32_t>(to, from, size);
  } else {
    for (std::size_t i = 0; i < size; ++i) {
      to[i] = from[i];
    }
  }
}

inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size > 16) {
    return std::memcmp(a, b, size) == 0;
  }
  if (size >= 8) {
    return same_words<std::uint64_t>(a, b, size);
  }
  if (size >= 4) {
    return same_words<std::uint32_t>(a, b, size);
  }
  std::size_t i = 0;
  while (i < size && a[i] == b[i]) {
    ++i;
  }
  return i == size;
}

inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

}  // namespace maelstrom::detail
