// Paths that users gave, put together without changing which file they mean.
//
// Never lexically_normal: a/../b is not b if a is a link to a folder; the path must resolve as the system resolves it.
#pragma once

#include <filesystem>

namespace maelstrom::platform {

// The path relative to the folder, unless it is absolute; a leading "./" is removed.
std::filesystem::path joined(const std::filesystem::path& folder, const std::filesystem::path& path);

// The path from the working directory on.
std::filesystem::path absolute(const std::filesystem::path& path);

// The folder of the running program, or that of argv[0] if the system does not name it.
std::filesystem::path program_folder(const char* argv0);

}  // namespace maelstrom::platform
