// Finds a plugin, loads it, checks that this host can run it, and explains a refusal.
//
// Loading runs the library's static initialisers: a plugin is code that the user chose to run. It is loaded by an
// absolute path, with RTLD_NOW | RTLD_LOCAL, and never unloaded, because its code may be anywhere on a stack or in a
// callback. [loop]
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/abi.h>

#include "host/loading/exit_code.hpp"

namespace maelstrom::host {

// The plugin is refused; what() has the cause and the correction.
class PluginRefused : public std::runtime_error {
 public:
  PluginRefused(ExitCode code, const std::string& text) : std::runtime_error(text), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

struct Plugin {
  const maelstrom_plugin* descriptor;
  std::filesystem::path path;  // absolute
};

// The places to search for plugins.
struct PluginSearch {
  std::filesystem::path working_directory;
  std::filesystem::path executable_directory;
  std::vector<std::filesystem::path> plugin_directories;  // for a bare name, in this order

  // For the running executable and the environment variable MAELSTROM_PLUGIN_PATH (directories, separated by ':').
  static PluginSearch from_environment();
};

// The possible paths of `name`, in search order. A bare name ("echo") is searched in the plugin directories only; a
// path, or a file name with the suffix of a library, also in the working directory, the executable's directory and its
// parents.
std::vector<std::filesystem::path> plugin_candidates(std::string_view name, const PluginSearch& search);

// The first candidate that is a regular file. Throws PluginRefused, with all searched places.
std::filesystem::path find_plugin(std::string_view name, const PluginSearch& search);

// Loads the library and checks its versions and its descriptor. Throws PluginRefused.
Plugin load_plugin(const std::filesystem::path& path);

// Warnings if other users could change the plugin's code: one sentence each for a world-writable file and directory. In
// a directory with the sticky bit, such as /tmp, users cannot replace files of others.
std::vector<std::string> open_to_everybody(const std::filesystem::path& path);

// Throws PluginRefused unless a host of this version can run `descriptor`, which may be nullptr.
void check_descriptor(const maelstrom_plugin* descriptor, const std::filesystem::path& path);

// The regular files in the plugin directories that have the suffix of a library, sorted; a name in several directories
// is listed for the first one, which `find_plugin` finds. In the executable's directory, which may be a system folder,
// only files that contain the name of an entry function.
std::vector<std::filesystem::path> list_plugins(const PluginSearch& search);

}  // namespace maelstrom::host
