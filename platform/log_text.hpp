// Makes untrusted text safe for a line of a log or a report.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::platform {

// The text with control characters except tabs escaped as in JSON: text from a message, a plugin or a path stays one
// line, and cannot control a terminal. Text without them is unchanged.
std::string one_line(std::string_view text);

}  // namespace maelstrom::platform
