# maelstrom_add_plugin(name source...)
#
# Makes the shared library <name>.so (.dylib on macOS) in the plugin folder of the build: C++20, or C if the project has
# no other language, only the entry function exported, all symbols resolved at link time. The folder is
# MAELSTROM_PLUGIN_OUTPUT_DIRECTORY, by default ${CMAKE_BINARY_DIR}/plugins. The target has the plugin's name.
function(maelstrom_add_plugin name)
  if(NOT ARGN)
    message(FATAL_ERROR "maelstrom_add_plugin(${name}): which sources?")
  endif()
  if(NOT MAELSTROM_PLUGIN_OUTPUT_DIRECTORY)
    set(MAELSTROM_PLUGIN_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
  endif()
  add_library(${name} MODULE ${ARGN})
  if(CMAKE_CXX_COMPILER_LOADED)
    target_link_libraries(${name} PRIVATE maelstrom::sdk)
  else()
    target_link_libraries(${name} PRIVATE maelstrom::abi)
  endif()
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    SUFFIX ${CMAKE_SHARED_LIBRARY_SUFFIX}
    LIBRARY_OUTPUT_DIRECTORY ${MAELSTROM_PLUGIN_OUTPUT_DIRECTORY}
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  if(APPLE)
    set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.exports)
    target_link_options(${name} PRIVATE -Wl,-exported_symbols_list,${exports})
  else()
    set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.version)
    target_link_options(${name} PRIVATE -Wl,--version-script=${exports})
    if(NOT MAELSTROM_SANITIZE)  # a sanitizer's symbols come with the executable
      target_link_options(${name} PRIVATE -Wl,--no-undefined)
    endif()
  endif()
  set_target_properties(${name} PROPERTIES LINK_DEPENDS ${exports})
endfunction()
