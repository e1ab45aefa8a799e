#include "conformance/run/error_counts.hpp"

#include <algorithm>
#include <cstddef>

#include <spdlog/fmt/fmt.h>

#include "protocol/json_cursor.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::size_t kMostKinds = 32;
constexpr std::size_t kMostLines = 5;
constexpr std::size_t kMostBytes = 200;  // of an example
constexpr std::string_view kOthers = "others";

std::string words_of(std::string_view value) {
  std::string text;
  if (value.starts_with('"')) {
    host::append_unescaped(text, value.substr(1, value.size() - 2));
  } else {
    text = value;
  }
  return excerpt(text, kMostBytes);
}

}  // namespace

void ErrorCounts::add(std::string_view what, std::string_view example) {
  const auto find = [this](std::string_view one) {
    return std::find_if(kinds_.begin(), kinds_.end(), [one](const ErrorCount& kind) { return kind.what == one; });
  };
  auto kind = find(what);
  if (kind == kinds_.end() && kinds_.size() >= kMostKinds) {
    what = kOthers;
    example = {};
    kind = find(what);
  }
  if (kind == kinds_.end()) {
    kind = kinds_.insert(kind, {0, std::string(what), words_of(example)});
  }
  ++kind->count;
}

std::vector<ErrorCount> ErrorCounts::all() const {
  std::vector<ErrorCount> sorted = kinds_;
  const auto named =
      std::stable_partition(sorted.begin(), sorted.end(), [](const ErrorCount& kind) { return kind.what != kOthers; });
  std::stable_sort(sorted.begin(), named, [](const ErrorCount& a, const ErrorCount& b) { return a.count > b.count; });
  return sorted;
}

std::vector<std::string> error_lines(const std::vector<ErrorCount>& errors) {
  std::vector<std::string> lines;
  std::uint64_t others = 0;
  for (const ErrorCount& error : errors) {
    if (lines.size() == kMostLines - 1 && errors.size() > kMostLines) {
      others += error.count;
    } else {
      lines.push_back(fmt::format("{} {}", error.count, error.what));
      lines.back() += error.example.empty() ? "" : fmt::format(", \"{}\"", error.example);
    }
  }
  if (others != 0) {
    lines.push_back(fmt::format("{} {}", others, kOthers));
  }
  return lines;
}

}  // namespace maelstrom::conformance
