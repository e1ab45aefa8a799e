// Suggestions for misspelled names on a command line: options, commands, workloads, plugins.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::host {

// "; did you mean NAME?" with the candidate that is most similar to `typed`, or an empty text if none is similar
// enough. Upper and lower case, '-' and '_' are the same; a candidate that begins with at least three typed characters
// is similar too.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates);

// The number of characters to insert, delete, replace or swap with the next to make one text of the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace maelstrom::host
