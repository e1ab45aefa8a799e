// Catches what a plugin writes to stdout.
#pragma once

#include <cstdio>
#include <string>

namespace maelstrom::conformance::check {

// While it lives, what is written to stdout goes into a file. One at a time.
class StdoutCapture {
 public:
  StdoutCapture();
  StdoutCapture(const StdoutCapture&) = delete;
  StdoutCapture& operator=(const StdoutCapture&) = delete;
  StdoutCapture(StdoutCapture&&) = delete;
  StdoutCapture& operator=(StdoutCapture&&) = delete;
  ~StdoutCapture();

  // Gives stdout back and returns what was written.
  std::string finish();

 private:
  std::FILE* file_;
  int saved_ = -1;
};

}  // namespace maelstrom::conformance::check
