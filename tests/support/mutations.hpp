// All small mutations of a text, to compare two readers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace maelstrom::tests {

// Calls visit(text) for `base` with one byte replaced, with one byte inserted, and with one to three bytes removed, at
// every position. The bytes have a meaning in JSON or are invalid there.
template <class Visit>
void each_mutation(std::string_view base, Visit&& visit) {
  constexpr std::string_view kBytes = "{}[]:,\"\\ \t\n\r09.-eEtnu\x01\x7f\x80\xc3\xff";
  for (std::size_t at = 0; at <= base.size(); ++at) {
    for (const char byte : kBytes) {
      std::string text(base);
      visit(text.insert(at, 1, byte));
      if (at < base.size()) {
        text = base;
        text[at] = byte;
        visit(text);
      }
    }
    for (std::size_t missing = 1; missing <= 3 && at + missing <= base.size(); ++missing) {
      visit(std::string(base).erase(at, missing));
    }
  }
}

}  // namespace maelstrom::tests
