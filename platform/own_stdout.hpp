// Reserves stdout for the command, in a process that runs a plugin: the plugin's output goes to stderr until the
// process ends, because a destructor of the plugin may print too.
#pragma once

#include <string_view>

namespace maelstrom::platform {

class OwnStdout {
 public:
  // Takes stdout away from all other code in the process. Create it before the plugin is loaded, once per process.
  OwnStdout();

  // Writes all of `text`. Returns whether it succeeded.
  bool write(std::string_view text) const;

 private:
  int descriptor_;
};

}  // namespace maelstrom::platform
