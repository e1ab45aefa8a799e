# maelstrom_export_nothing(target): hides all symbols of this executable from the libraries that it loads.
#
# Without it, the linker exports every C++ symbol that also exists in one of the executable's libraries: Boost.System,
# std::shared_ptr, and others. A plugin whose libraries were built with another Boost then calls the executable's
# functions, and crashes.
#
# -fPIC, because code for an executable (-fPIE) has its own copies of variables of libraries, such as std::cout, which
# must be exported. With some compilers a sanitizer's run-time library is part of the executable, and a plugin needs it.
set(MAELSTROM_NO_EXPORTS ${CMAKE_CURRENT_LIST_DIR}/nothing.version)

function(maelstrom_export_nothing target)
  if(MAELSTROM_SANITIZE)
    return()
  endif()
  target_compile_options(${target} PRIVATE -fPIC)
  if(APPLE)
    target_link_options(${target} PRIVATE -Wl,-exported_symbols_list,/dev/null)
  else()
    target_link_options(${target} PRIVATE -Wl,--version-script=${MAELSTROM_NO_EXPORTS})
    set_target_properties(${target} PROPERTIES LINK_DEPENDS ${MAELSTROM_NO_EXPORTS})
  endif()
endfunction()
