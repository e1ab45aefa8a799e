// The files of templates/plugin as they were when this executable was configured. host/CMakeLists.txt generates the
// source.
#pragma once

#include <span>
#include <string_view>

namespace maelstrom::host {

struct TemplateFile {
  std::string_view path;  // relative to the project's folder
  std::string_view text;
};

// In them the plugin is called new_plugin, new-plugin and NewPlugin.
std::span<const TemplateFile> plugin_template();

}  // namespace maelstrom::host
