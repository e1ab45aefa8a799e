// The names in the tables of the nodes that are always measured.
#pragma once

#include <string_view>
#include <vector>

#include "measurement.hpp"

namespace maelstrom::bench {

inline constexpr std::string_view kReflector = "reflector";
inline constexpr std::string_view kUsualProgram = "usual program";
inline constexpr std::string_view kHostEcho = "host echo";
inline constexpr std::string_view kHostBody = "host body_echo";
inline constexpr std::string_view kHostGenerate = "host unique_ids";

std::vector<Subject> built_subjects();

}  // namespace maelstrom::bench
