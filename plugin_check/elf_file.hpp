// Dynamic-linking information of a shared library, read from its file. ELF only.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace maelstrom::conformance::check {

struct DynamicSymbols {
  std::vector<std::string> exported;      // defined here and visible outside
  std::vector<std::string> undefined;     // required from other libraries
  std::vector<std::string> search_paths;  // DT_RPATH, DT_RUNPATH and those names in DT_NEEDED that are paths
};

// Throws std::runtime_error, with the reason, if the file is not an ELF library of this machine's word size, or on a
// system without ELF libraries.
DynamicSymbols read_dynamic_symbols(const std::filesystem::path& path);

}  // namespace maelstrom::conformance::check
