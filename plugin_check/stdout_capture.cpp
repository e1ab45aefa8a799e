#include "plugin_check/stdout_capture.hpp"

#include <array>
#include <utility>

#include <unistd.h>

namespace maelstrom::conformance::check {

StdoutCapture::StdoutCapture() : file_(std::tmpfile()) {
  std::fflush(nullptr);
  if (file_ != nullptr) {
    saved_ = ::dup(STDOUT_FILENO);
    ::dup2(::fileno(file_), STDOUT_FILENO);
  }
}

StdoutCapture::~StdoutCapture() {
  finish();
  if (file_ != nullptr) {
    static_cast<void>(std::fclose(file_));
  }
}

std::string StdoutCapture::finish() {
  std::string text;
  if (saved_ < 0) {
    return text;
  }
  std::fflush(nullptr);
  ::dup2(saved_, STDOUT_FILENO);
  ::close(std::exchange(saved_, -1));
  std::rewind(file_);
  std::array<char, 4096> chunk = {};
  while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), file_)) {
    text.append(chunk.data(), size);
  }
  return text;
}

}  // namespace maelstrom::conformance::check
