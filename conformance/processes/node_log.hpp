// A node's stderr: written to a file, with the end kept in memory, and passed line by line to a callback.
#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace maelstrom::conformance {

class NodeLog {
 public:
  // on_line: called with every complete line, without its '\n'; may be empty. A file that cannot be written loses the
  // log but does not fail the test.
  using OnLine = std::function<void(std::string_view line)>;
  NodeLog(const std::filesystem::path& file, OnLine on_line);

  void append(std::string_view bytes);

  // The last few lines, without the final '\n'; or, if it has a host's last words, the first lines of those.
  std::string tail() const;

 private:
  void hand_on(std::string_view bytes);

  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;  // not passed on to nodes that are started later
  OnLine on_line_;
  std::string unfinished_;  // the last line, for on_line_
  std::string end_;
};

}  // namespace maelstrom::conformance
