#include "host/node/log_line.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace maelstrom::host {
namespace {

constexpr std::string_view kTime = "2026-11-23 16:46:08.773 ";
constexpr std::string_view kLevels[] = {"trace   ", "debug   ", "info    ", "warning ", "error   "};  // from TRACE up

bool is_time(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::equal(text.begin(), text.end(), kTime.begin(), kTime.end(),
                    [&](char c, char of_time) { return digit(of_time) ? digit(c) : c == of_time; });
}

std::string_view without_id(std::string_view text, std::string_view node_id) {
  constexpr std::string_view kAfterId = ": ";
  if (text.starts_with(node_id) && text.substr(node_id.size()).starts_with(kAfterId)) {  // false before init
    text.remove_prefix(node_id.size() + kAfterId.size());
  }
  return text;
}

}  // namespace

std::optional<LogLine> read_log_line(std::string_view line, std::string_view node_id) {
  if (!is_time(line.substr(0, kTime.size()))) {
    return std::nullopt;
  }
  line.remove_prefix(kTime.size());
  const auto* const level = std::find_if(std::begin(kLevels), std::end(kLevels),
                                         [line](std::string_view name) { return line.starts_with(name); });
  if (level == std::end(kLevels)) {
    return std::nullopt;
  }
  LogLine logged;
  logged.level = MAELSTROM_LOG_TRACE + static_cast<maelstrom_log_level>(level - std::begin(kLevels));
  logged.text = without_id(line.substr(level->size()), node_id);
  logged.kind = logged.text.starts_with(kRefusedPrefix)   ? LogLine::Kind::kRefused
                : logged.text.starts_with(kDroppedPrefix) ? LogLine::Kind::kDropped
                                                          : LogLine::Kind::kOther;
  return logged;
}

}  // namespace maelstrom::host
