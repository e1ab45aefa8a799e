#include "conformance/processes/node_log.hpp"

#include <utility>

namespace maelstrom::conformance {
namespace {

constexpr std::size_t kTailLines = 16;
constexpr std::size_t kLongestLogLine = std::size_t{1} << 20;  // a longer line is passed on in pieces
constexpr std::size_t kLastWordsLines = 12;
constexpr std::size_t kTailBytes = 16 * 1024;  // enough for a long backtrace

// The position of the host's last words: "host: plugin P ended this process by SIGSEGV ...", or "host: SIGABRT, sent by
// process N, ended this process while ...".
std::size_t find_last_words(std::string_view text) {
  const std::size_t said = text.rfind(" ended this process ");
  const std::size_t newline = text.substr(0, said).rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  return said != std::string_view::npos && text.substr(begin).starts_with("host: ") ? begin : std::string_view::npos;
}

// The first lines of `text`, at most `most` of them.
std::string first_lines(std::string_view text, std::size_t most) {
  std::size_t end = 0;
  for (std::size_t line = 0; line < most; ++line) {
    end = text.find('\n', end);
    if (end == std::string_view::npos) {
      return std::string(text);
    }
    ++end;
  }
  return std::string(text.substr(0, end)) + "  ... (see the log for the rest)";
}

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
  if (unfinished_.size() > kLongestLogLine) {
    on_line_(unfinished_);
    unfinished_.clear();
  }
}

std::string NodeLog::tail() const {
  const std::size_t last = end_.find_last_not_of('\n');
  if (last == std::string::npos) {
    return {};
  }
  if (const std::size_t words = find_last_words(end_); words != std::string::npos) {
    return first_lines(std::string_view(end_).substr(words, last + 1 - words), kLastWordsLines);
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
