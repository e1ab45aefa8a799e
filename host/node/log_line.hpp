// The format of a line of the host's log on stderr, for writing and for reading it.
//
//   2026-11-23 16:46:08.773 warning n1: refused a reply of plugin p to "c1": the request has been answered already
//
// Time, level in seven columns, node id and ": " (after init), text. A text that begins with kRefusedPrefix is a
// ContractEvent of kind kRefused; one that begins with kDroppedPrefix is routine: a late message, or one for an earlier
// incarnation of the node. For a program that runs the host as a process, the log is the only source of these events.
// Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <maelstrom/abi.h>

namespace maelstrom::host {

// The pattern of such a line for spdlog.
inline constexpr const char* kLogPattern = "%Y-%m-%d %H:%M:%S.%e %^%-7l%$ %v";

inline constexpr std::string_view kRefusedPrefix = "refused a ";
inline constexpr std::string_view kDroppedPrefix = "dropped ";
inline constexpr std::string_view kLatePrefix = "dropped a late ";

struct LogLine {
  enum class Kind : std::uint8_t { kRefused, kDropped, kOther };

  maelstrom_log_level level = MAELSTROM_LOG_INFO;
  std::string_view text;  // without the node's id
  Kind kind = Kind::kOther;
};

// Parses a log line of the node `node_id`, without its '\n'; nullopt if it is not a log line.
std::optional<LogLine> read_log_line(std::string_view line, std::string_view node_id);

}  // namespace maelstrom::host
