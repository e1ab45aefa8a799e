# Installs this build, and builds and runs a test of somebody else's against it. Run by ctest, with BUILD, SOURCE, WORK and
# PLUGIN.
file(REMOVE_RECURSE ${WORK})
set(quiet OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix ${quiet})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/build -G Ninja
  -DCMAKE_PREFIX_PATH=${WORK}/prefix -DPLUGIN=${PLUGIN} ${quiet})
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/build ${quiet})
execute_process(COMMAND ${WORK}/build/plugin_test COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE ${WORK})
