// What a node writes to stderr: all of it in a file, the end of it at hand, and on our own stderr if asked for.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace maelstrom::conformance {

class NodeLog {
 public:
  // `echo`: where each line is repeated with the node's name in front of it, or nullptr. A file that cannot be written
  // costs the log, not the test.
  NodeLog(const std::filesystem::path& file, std::string node, std::FILE* echo);

  void append(std::string_view bytes);

  // The last lines, a few of them, without the last '\n'.
  std::string tail() const;

 private:
  void repeat(std::string_view bytes);

  std::ofstream file_;
  std::string node_;
  std::FILE* echo_;
  std::string unfinished_;  // of the line to repeat
  std::string end_;
};

}  // namespace maelstrom::conformance
