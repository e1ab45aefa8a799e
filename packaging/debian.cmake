# CPack runs this after staging below usr/ and before packing: changes that Debian requires in the result of `cmake
# --install`.
set(root ${CPACK_TEMPORARY_DIRECTORY}/usr)
find_program(STRIP NAMES ${CPACK_STRIP_PROGRAM} strip REQUIRED)
find_program(GZIP gzip REQUIRED)

file(GLOB binaries ${root}/bin/* ${root}/lib/maelstrom/plugins/* ${root}/lib/maelstrom/simulation/*.so.*.*)
execute_process(COMMAND ${STRIP} --strip-unneeded --remove-section=.comment --remove-section=.note ${binaries}
                COMMAND_ERROR_IS_FATAL ANY)

# Every plugin must be compiled with these two options.
file(WRITE ${root}/share/lintian/overrides/maelstrom-node
  "maelstrom-node: pkg-config-bad-directive -fPIC *\n"
  "maelstrom-node: pkg-config-bad-directive -fvisibility=hidden *\n")

# With SOURCE_DATE_EPOCH the package is reproducible.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${root}/share/doc/maelstrom-node/changelog
  "maelstrom-node (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
  "  * Version ${CPACK_PACKAGE_VERSION}.\n\n"
  " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
file(GLOB texts ${root}/share/man/man1/*.1 ${root}/share/doc/maelstrom-node/changelog)
execute_process(COMMAND ${GZIP} -9n ${texts} COMMAND_ERROR_IS_FATAL ANY)
