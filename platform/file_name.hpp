// A node's id as part of a file's name.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::host {

// `id` with slashes, percent signs and control characters as %XX, so that it is a name without a path. Append a suffix
// that is not only dots.
std::string file_name_of(std::string_view id);

}  // namespace maelstrom::host
