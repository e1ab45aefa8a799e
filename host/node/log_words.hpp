// Texts for a log line. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace maelstrom::host {

// The beginning of a line or a body, as a JSON string, so that a log line is always one line.
std::string excerpt(std::string_view line);

// A duration, in seconds with one decimal and the unit.
std::string seconds(std::int64_t ns);

}  // namespace maelstrom::host
