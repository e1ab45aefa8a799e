// A line of the host's log, as it stands on stderr: how it is written, and how it is read again.
//
//   2026-11-23 16:46:08.773 warning n1: refused a reply of plugin p to "c1": the request has been answered already
//
// A time, a level in seven columns, the node's id and ": " once it has one, and the text. A text that begins with
// kRefusedPrefix is a ContractEvent of kind kRefused; one that begins with kDroppedPrefix is routine: something came
// too late, or from an earlier life of the node. Who runs the host as a process knows no other way to learn of these.
// Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <maelstrom/abi.h>

namespace maelstrom::host {

// What spdlog makes such a line by.
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

// Reads a line without its '\n', of the log of the node `node_id`; nullopt if it is no such line.
std::optional<LogLine> read_log_line(std::string_view line, std::string_view node_id);

}  // namespace maelstrom::host
