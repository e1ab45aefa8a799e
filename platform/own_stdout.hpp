// Keeps stdout for the command, in a process that runs a plugin: what the plugin prints goes to stderr, until the
// process has ended, for a destructor of the plugin may print as well.
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
