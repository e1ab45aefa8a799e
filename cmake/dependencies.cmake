# Every dependency comes from the system's packages. All missing ones are reported at once, each with its package, so
# that one installation command is enough.
set(_missing_packages "")
set(_old_packages "")

# maelstrom_require(package debian [version] [argument of find_package...])
macro(maelstrom_require package debian)
  find_package(${package} ${ARGN} QUIET)
  if(NOT ${package}_FOUND)
    if(${package}_CONSIDERED_VERSIONS)  # found, but none of them is new enough
      list(APPEND _old_packages "${package} ${${package}_CONSIDERED_VERSIONS}: ${ARGV2} or newer is needed")
    else()
      list(APPEND _missing_packages ${debian})
      message(STATUS "Not found: ${package} (Debian: ${debian})")
    endif()
  endif()
endmacro()

# maelstrom_require_for(option package debian): a package for an optional part of the project. With AUTO, the part is
# built if the package is installed.
macro(maelstrom_require_for option package debian)
  if("${${option}}" STREQUAL "AUTO")
    find_package(${package} QUIET)
    if(${package}_FOUND)
      set(${option} ON)
    else()
      set(${option} OFF)
      message(STATUS "${option} is off: ${package} is not installed (Debian: ${debian})")
    endif()
  elseif(${option})
    maelstrom_require(${package} ${debian})
  endif()
endmacro()

set(THREADS_PREFER_PTHREAD_FLAG ON)
maelstrom_require(Threads libc6-dev)
maelstrom_require(nlohmann_json nlohmann-json3-dev 3.9)   # bodies, for authors and for the checkers
maelstrom_require(cxxopts libcxxopts-dev)                 # command lines
maelstrom_require(simdjson libsimdjson-dev 3.0)           # UTF-8 that is not ASCII, in and out
maelstrom_require(spdlog libspdlog-dev)                   # log lines on stderr
set(_boost libboost-dev libboost-stacktrace-dev)
maelstrom_require(Boost "${_boost}" 1.74)  # Boost.DLL loads the plugin, Boost.UUID formats ids
if(Boost_FOUND)
  find_package(Boost 1.74 QUIET OPTIONAL_COMPONENTS stacktrace_backtrace)  # where a plugin crashed
endif()
maelstrom_require_for(MAELSTROM_BUILD_TESTS GTest libgtest-dev)
maelstrom_require_for(MAELSTROM_BUILD_BENCH benchmark libbenchmark-dev)

set(_problems "")
if(_missing_packages)
  list(JOIN _missing_packages " " _missing_packages)
  string(APPEND _problems
    "Packages are missing. On Debian or Ubuntu install them with\n  apt-get install ${_missing_packages}\n")
endif()
if(_old_packages)
  list(JOIN _old_packages "\n  " _old_packages)
  string(APPEND _problems
    "Packages are too old:\n  ${_old_packages}\nInstall newer ones, and name their folders in CMAKE_PREFIX_PATH.\n")
endif()
if(_problems)
  message(FATAL_ERROR ${_problems})
endif()

# cxxopts with our settings: a comma does not split an option's value, and it is compiled without <regex>, which takes
# longer to compile than all the rest and is not needed to recognise "--name=value".
add_library(maelstrom_cxxopts INTERFACE)
add_library(maelstrom::cxxopts ALIAS maelstrom_cxxopts)
target_link_libraries(maelstrom_cxxopts INTERFACE cxxopts::cxxopts)
target_compile_definitions(maelstrom_cxxopts INTERFACE CXXOPTS_NO_REGEX "CXXOPTS_VECTOR_DELIMITER='\\0'")

# Boost.Stacktrace with functions, files and lines if its libbacktrace is installed (libboost-stacktrace-dev), otherwise
# only with the names of exported functions.
add_library(maelstrom_stacktrace INTERFACE)
add_library(maelstrom::stacktrace ALIAS maelstrom_stacktrace)
if(TARGET Boost::stacktrace_backtrace)
  target_link_libraries(maelstrom_stacktrace INTERFACE Boost::stacktrace_backtrace)
  target_compile_definitions(maelstrom_stacktrace INTERFACE BOOST_STACKTRACE_LINK)
else()
  target_link_libraries(maelstrom_stacktrace INTERFACE Boost::headers ${CMAKE_DL_LIBS})
  target_compile_definitions(maelstrom_stacktrace INTERFACE _GNU_SOURCE)
endif()
