// The SDK needs C++20. Every header includes this one first, so a compiler without C++20 reports one clear error here,
// instead of a hundred in other headers.
#pragma once

#if (defined(_MSVC_LANG) ? _MSVC_LANG : __cplusplus) < 202002L
#error \
    "The Maelstrom SDK needs C++20: compile with -std=c++20; in CMake, target_compile_features(TARGET PRIVATE cxx_std_20)"
#include <maelstrom/needs_cpp20_compile_with_-std=c++20>  // no such file: it ends the compilation
#endif
