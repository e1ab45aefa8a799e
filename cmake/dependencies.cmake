# Every dependency comes from the system's packages. A missing one is named together with the package that has it, all
# of them at once, so that one installation command is enough.
set(_missing_packages "")

macro(maelstrom_require package debian)
  find_package(${package} ${ARGN} QUIET)
  if(NOT ${package}_FOUND)
    list(APPEND _missing_packages ${debian})
    message(STATUS "Not found: ${package} (Debian package ${debian})")
  endif()
endmacro()

set(THREADS_PREFER_PTHREAD_FLAG ON)
maelstrom_require(Threads libc6-dev)
maelstrom_require(nlohmann_json nlohmann-json3-dev 3.9)   # bodies, for authors and for the checkers
maelstrom_require(cxxopts libcxxopts-dev)                 # command lines
maelstrom_require(simdjson libsimdjson-dev 3.0)           # UTF-8 that is not ASCII, in and out
maelstrom_require(spdlog libspdlog-dev)                   # log lines on stderr
find_package(Boost 1.74 QUIET COMPONENTS filesystem)      # Boost.DLL loads the plugin, Boost.UUID formats one
if(Boost_FOUND)
  find_package(Boost 1.74 QUIET OPTIONAL_COMPONENTS stacktrace_backtrace)  # where a plugin crashed
endif()
if(NOT Boost_FOUND)
  list(APPEND _missing_packages libboost-dev libboost-filesystem-dev libboost-stacktrace-dev)
endif()
if(MAELSTROM_BUILD_TESTS)
  maelstrom_require(GTest libgtest-dev)
endif()
if(MAELSTROM_BUILD_BENCH)
  maelstrom_require(benchmark libbenchmark-dev)
endif()

if(_missing_packages)
  list(JOIN _missing_packages " " _missing_packages)
  message(FATAL_ERROR "Packages are missing. On Debian or Ubuntu install them with\n  apt-get install ${_missing_packages}")
endif()

# cxxopts as we use it everywhere: an option's value may have commas in it, which are not to split it, and <regex>, which takes
# longer to compile than all the rest, is not needed to recognise "--name=value".
add_library(maelstrom_command_line INTERFACE)
add_library(maelstrom::command_line ALIAS maelstrom_command_line)
target_link_libraries(maelstrom_command_line INTERFACE cxxopts::cxxopts)
target_compile_definitions(maelstrom_command_line INTERFACE CXXOPTS_NO_REGEX "CXXOPTS_VECTOR_DELIMITER='\\0'")

# Boost.Stacktrace with functions, files and lines where its libbacktrace is installed (libboost-stacktrace-dev), else with
# the names of exported functions alone.
add_library(maelstrom_stacktrace INTERFACE)
add_library(maelstrom::stacktrace ALIAS maelstrom_stacktrace)
if(TARGET Boost::stacktrace_backtrace)
  target_link_libraries(maelstrom_stacktrace INTERFACE Boost::stacktrace_backtrace)
  target_compile_definitions(maelstrom_stacktrace INTERFACE BOOST_STACKTRACE_LINK)
else()
  target_link_libraries(maelstrom_stacktrace INTERFACE Boost::headers ${CMAKE_DL_LIBS})
  target_compile_definitions(maelstrom_stacktrace INTERFACE _GNU_SOURCE)
endif()
