#pragma once

#include <string>
#include <vector>

namespace maelstrom::conformance {

// The program of a node, and its arguments.
struct NodeProgram {
  std::string path;  // absolute
  std::vector<std::string> arguments;
  bool is_host = false;  // our own host, whose log format is known

  // The program and its arguments.
  std::vector<std::string> command_line() const {
    std::vector<std::string> words = {path};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
  }
};

}  // namespace maelstrom::conformance
