// The assertion of fuzz targets.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace maelstrom::fuzz {

// Ends the process unless `holds`: libFuzzer then keeps the input. `about`: the text at fault.
inline void require(bool holds, const char* what, std::string_view about) {
  if (!holds) {
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::fwrite(about.data(), 1, about.size(), stderr);
    std::fputc('\n', stderr);
    std::abort();
  }
}

}  // namespace maelstrom::fuzz
