// The exit codes of the process. The numbers are documented (docs/host.md, --help) and do not change.
#pragma once

namespace maelstrom::host {

enum ExitCode : int {
  kExitOk = 0,               // end of input, or SIGTERM or SIGINT
  kExitRuntime = 1,          // reading or writing failed, for example because the reader of stdout exited
  kExitUsage = 2,            // wrong command line
  kExitNoSuchFile = 10,      // the plugin was not found
  kExitNotALibrary = 11,     // it is not a shared library, or a dependency is missing
  kExitUnresolved = 12,      // it has an unresolved symbol
  kExitNoEntry = 13,         // it does not export the entry function
  kExitWrongMajor = 14,      // it uses another major version of the ABI
  kExitNeedsNewerHost = 15,  // it needs a later minor version of the ABI than this host's
  kExitBadDescriptor = 16,   // its descriptor breaks the contract
  kExitCreateFailed = 17,    // its create failed
  kExitPluginExited = 18,    // it called exit; after a fatal signal the process ends by that signal
};

}  // namespace maelstrom::host
