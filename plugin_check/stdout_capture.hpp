// Captures a plugin's output to stdout.
#pragma once

#include <cstdio>
#include <string>

namespace maelstrom::conformance::check {

// While it exists, stdout is redirected to a file. One at a time.
class StdoutCapture {
 public:
  StdoutCapture();
  StdoutCapture(const StdoutCapture&) = delete;
  StdoutCapture& operator=(const StdoutCapture&) = delete;
  StdoutCapture(StdoutCapture&&) = delete;
  StdoutCapture& operator=(StdoutCapture&&) = delete;
  ~StdoutCapture();

  // Restores stdout and returns the captured output.
  std::string finish();

 private:
  std::FILE* file_;
  int saved_ = -1;
};

}  // namespace maelstrom::conformance::check
