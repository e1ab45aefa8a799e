// Reserves stdout for the command, in a process that runs a plugin: the plugin's output goes to stderr until the
// process ends, because a destructor of the plugin may print too.
#pragma once

#include <string_view>

namespace maelstrom::platform {

class OwnStdout {
 public:
  // Takes stdout away from everything else in the process. Before the plugin is loaded. Once in a process.
  OwnStdout();

  // Writes all of `text`. Returns whether that was possible.
  bool write(std::string_view text) const;

 private:
  int descriptor_;
};

}  // namespace maelstrom::platform
