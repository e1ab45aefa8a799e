# The documents of an installation: links to headers, examples and other documents point to the installed files, and
# links to files that are not installed become plain text.

# maelstrom_install_document(path destination): path is relative to the repository.
function(maelstrom_install_document path destination)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${path})
  file(READ ${PROJECT_SOURCE_DIR}/${path} text)
  string(REPLACE "../docs/" "../" text "${text}")
  string(REPLACE "](../sdk/include/" "](../../../include/" text "${text}")
  string(REPLACE "](../simulation/include/" "](../../../include/" text "${text}")
  string(REPLACE "](../examples/" "](examples/" text "${text}")
  if(path MATCHES "^docs/")
    string(REGEX REPLACE "\\[([^]\n]*)\\]\\(\\.\\./README[^)]*\\)" "\\1" text "${text}")
  endif()
  string(REGEX REPLACE "\\[([^]\n]*)\\]\\(\\.\\./(bench|conformance|fuzz|host|plugins|scripts|sdk|simulation|templates|tests)[^)]*\\)"
         "\\1" text "${text}")
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${path} CONTENT "${text}" @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${path} DESTINATION ${destination})
endfunction()

# maelstrom_install_documents(destination): docs/ and examples/.
function(maelstrom_install_documents destination)
  file(GLOB_RECURSE documents CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
    ${PROJECT_SOURCE_DIR}/docs/*.md ${PROJECT_SOURCE_DIR}/examples/*.md)
  list(FILTER documents EXCLUDE REGEX "/(build|target)/")
  foreach(document IN LISTS documents)
    get_filename_component(folder ${document} DIRECTORY)
    string(REGEX REPLACE "^docs" "." folder ${folder})
    maelstrom_install_document(${document} ${destination}/${folder})
  endforeach()
  file(GLOB pictures_and_schemas CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.svg ${PROJECT_SOURCE_DIR}/docs/*.json)
  install(FILES ${pictures_and_schemas} DESTINATION ${destination})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples DESTINATION ${destination} USE_SOURCE_PERMISSIONS
    PATTERN *.md EXCLUDE PATTERN build EXCLUDE PATTERN target EXCLUDE PATTERN *.so EXCLUDE PATTERN .gitignore EXCLUDE)
endfunction()
