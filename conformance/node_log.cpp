#include "node_log.hpp"

#include <utility>

namespace maelstrom::conformance {
namespace {

constexpr std::size_t kTailLines = 16;
constexpr std::size_t kTailBytes = 8192;

}  // namespace

NodeLog::NodeLog(const std::filesystem::path& file, OnLine on_line)
    : file_(std::fopen(file.c_str(), "abe"), &std::fclose), on_line_(std::move(on_line)) {}

void NodeLog::append(std::string_view bytes) {
  if (file_ != nullptr) {
    std::fwrite(bytes.data(), 1, bytes.size(), file_.get());
    std::fflush(file_.get());
  }
  end_ += bytes;
  if (end_.size() > 2 * kTailBytes) {
    end_.erase(0, end_.size() - kTailBytes);
  }
  if (on_line_) {
    hand_on(bytes);
  }
}

void NodeLog::hand_on(std::string_view bytes) {
  unfinished_ += bytes;
  std::size_t begin = 0;
  for (std::size_t end = unfinished_.find('\n'); end != std::string::npos; end = unfinished_.find('\n', begin)) {
    on_line_(std::string_view(unfinished_).substr(begin, end - begin));
    begin = end + 1;
  }
  unfinished_.erase(0, begin);
}

std::string NodeLog::tail() const {
  const std::size_t last = end_.find_last_not_of('\n');
  if (last == std::string::npos) {
    return {};
  }
  std::size_t begin = last + 1;
  for (std::size_t line = 0; line < kTailLines && begin != std::string::npos && begin != 0; ++line) {
    begin = end_.rfind('\n', begin - 1);
  }
  begin = begin == std::string::npos ? 0 : begin;
  begin += end_[begin] == '\n' ? 1 : 0;
  return end_.substr(begin, last + 1 - begin);
}

}  // namespace maelstrom::conformance
