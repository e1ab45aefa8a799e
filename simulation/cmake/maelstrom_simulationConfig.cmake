# find_package(maelstrom_simulation): the target maelstrom::simulation, for tests (maelstrom/simulation.hpp).
include(${CMAKE_CURRENT_LIST_DIR}/maelstrom_simulationTargets.cmake)
