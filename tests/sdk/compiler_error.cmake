# Compiles a snippet that is wrong on purpose, and checks that the expected message is among at most N errors.
#
#   cmake -D COMPILER=c++ -D FLAGS=... -D SNIPPET=FILE -D STANDARD=20 -D EXPECTED=TEXT -D MOST=N -P compiler_error.cmake
separate_arguments(flags UNIX_COMMAND "${FLAGS}")
execute_process(
  COMMAND ${COMPILER} -std=c++${STANDARD} -fsyntax-only ${flags} ${SNIPPET}
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output)
if(result EQUAL 0)
  message(FATAL_ERROR "it compiles: ${SNIPPET}")
endif()
string(FIND "${output}" "${EXPECTED}" found)
if(found EQUAL -1)
  message(FATAL_ERROR "the compiler does not print \"${EXPECTED}\":\n${output}")
endif()
string(REGEX MATCHALL "error:" errors "${output}")
list(LENGTH errors count)
if(count GREATER MOST)
  message(FATAL_ERROR "${count} errors, where ${MOST} explain it:\n${output}")
endif()
