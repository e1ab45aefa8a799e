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
  std::string record;      // the folder for recordings; empty: none is made
  std::string new_plugin;  // the name of the one to write
  NodeOptions node;
  maelstrom_log_level log_level = MAELSTROM_LOG_INFO;
};

// Throws UsageError.
Options parse_options(int argc, const char* const* argv);

// What --help prints. program: the name that this executable was called by.
std::string help_text(const std::string& program);

}  // namespace maelstrom::host
