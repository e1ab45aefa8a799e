// The command line of the host.
#pragma once

#include <stdexcept>
#include <string>

#include "host/node/node.hpp"

namespace maelstrom::host {

// The command line is invalid: the text has the reason and the valid form.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  enum class Action { kServe, kDescribe, kList, kNewPlugin, kVersion, kHelp };

  Action action = Action::kServe;
  std::string plugin;
  std::string record;      // the folder for recordings; empty: no recording
  std::string new_plugin;  // the name of the new plugin
  NodeOptions node;
  maelstrom_log_level log_level = MAELSTROM_LOG_INFO;
};

// Throws UsageError.
Options parse_options(int argc, const char* const* argv);

// The text of --help. program: the name with which this executable was called.
std::string help_text(const std::string& program);

}  // namespace maelstrom::host
