// Converts between the slices of abi.h and std::string_view. Both only borrow: copy the bytes to keep them.
#pragma once

#include <maelstrom/language.hpp>

#include <string_view>

#include <maelstrom/abi.h>

namespace maelstrom {

// A null pointer is an empty text, whatever the size.
inline std::string_view text_of(maelstrom_slice slice) {
  return {slice.data, slice.data == nullptr ? 0 : slice.size};
}

// Borrows the bytes of `text`.
inline maelstrom_slice slice_of(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace maelstrom
