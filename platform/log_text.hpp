// Text of others, safe for a line of a log or a report.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::platform {

// The text without control characters but tabs, which become what they are in JSON: whatever a message, a plugin or a
// path has in it, a line stays one line, and commands no terminal. What is one line already stays as it is.
std::string one_line(std::string_view text);

}  // namespace maelstrom::platform
