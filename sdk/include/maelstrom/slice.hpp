// The slices of abi.h and std::string_view, one into the other. Both only borrow: whoever keeps the bytes copies them.
#pragma once

#include <maelstrom/language.hpp>

#include <string_view>

#include <maelstrom/abi.h>

namespace maelstrom {

// A null pointer is an empty text, whatever stands beside it.
inline std::string_view text_of(maelstrom_slice slice) {
  return {slice.data, slice.data == nullptr ? 0 : slice.size};
}

// Borrows the bytes of `text`.
inline maelstrom_slice slice_of(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace maelstrom
