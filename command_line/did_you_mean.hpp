// Suggestions for misspelled names on a command line: options, commands, workloads, plugins.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::host {

// "; did you mean NAME?" with the candidate most similar to `typed`, or empty if none is similar enough. Ignores case,
// and '-' and '_' are equal; a candidate that begins with `typed`, of at least three characters, is similar too.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates);

// The number of characters to insert, delete, replace or swap with the next to change one text into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace maelstrom::host
