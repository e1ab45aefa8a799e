// Writes the project of a new plugin: the files of templates/plugin, which are part of the executable.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace maelstrom::host {

// Makes the folder `parent`/`name` and returns the paths of its files. Throws UsageError if `name` is not fit for a
// plugin, std::runtime_error if there is such a folder or file already, which is left as it is, or if it cannot be
// written.
std::vector<std::filesystem::path> write_new_plugin(std::string_view name, const std::filesystem::path& parent);

}  // namespace maelstrom::host
