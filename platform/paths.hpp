// Joins paths from the user without changing the file that they name.
//
// Never lexically_normal: a/../b is not b if a is a link to a folder; the path must resolve as the system resolves it.
#pragma once

#include <filesystem>

namespace maelstrom::platform {

// The path relative to the folder, unless it is absolute; a leading "./" is removed.
std::filesystem::path joined(const std::filesystem::path& folder, const std::filesystem::path& path);

// The path, joined to the working directory.
std::filesystem::path absolute(const std::filesystem::path& path);

// The folder of the running program, or that of argv[0] if the system does not report it.
std::filesystem::path program_folder(const char* argv0);

}  // namespace maelstrom::platform
