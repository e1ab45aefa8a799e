// Writes the project of a new plugin: the files of templates/plugin, which are part of the executable.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace maelstrom::host {

// Creates the folder `parent`/`name` and returns the paths of its files. Throws UsageError if `name` is not a valid
// plugin name, std::runtime_error if it already exists, which is left unchanged, or cannot be written.
std::vector<std::filesystem::path> write_new_plugin(std::string_view name, const std::filesystem::path& parent);

}  // namespace maelstrom::host
