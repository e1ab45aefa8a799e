# The compiler options of this project: every target links maelstrom::build privately; users of the SDK never get it.
add_library(maelstrom_build INTERFACE)
add_library(maelstrom::build ALIAS maelstrom_build)

target_compile_options(maelstrom_build INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  $<$<BOOL:${MAELSTROM_WERROR}>:-Werror>)

# GCC 12 gives false warnings inside std::string and nlohmann/json (its bug 105651), more often with a precompiled
# header or a sanitizer: these four stay warnings.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(maelstrom_build INTERFACE
    -Wno-error=array-bounds -Wno-error=maybe-uninitialized -Wno-error=restrict -Wno-error=stringop-overflow)
endif()

# Clang warns of a deprecated function that std::stable_sort of libstdc++ 12 calls. GCC still reports deprecated
# functions in our code.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(maelstrom_build INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-deprecated-declarations>)
endif()

if(MAELSTROM_SANITIZE)
  target_compile_options(maelstrom_build INTERFACE
    -fsanitize=${MAELSTROM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(maelstrom_build INTERFACE -fsanitize=${MAELSTROM_SANITIZE})
endif()

if(MAELSTROM_COVERAGE)
  target_compile_options(maelstrom_build INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(maelstrom_build INTERFACE --coverage -Wl,--exclude-libs,libgcov.a)  # a plugin must not export it
endif()

# The protocol, the node and the loop are separate libraries; their calls for each message are inlined at link time.
include(CheckIPOSupported)
check_ipo_supported(RESULT maelstrom_ipo OUTPUT maelstrom_ipo_output LANGUAGES CXX)
function(maelstrom_optimize_across_libraries)
  if(maelstrom_ipo AND NOT MAELSTROM_SANITIZE AND NOT MAELSTROM_COVERAGE)
    set_target_properties(${ARGN} PROPERTIES INTERPROCEDURAL_OPTIMIZATION_RELEASE ON)
  endif()
endfunction()
