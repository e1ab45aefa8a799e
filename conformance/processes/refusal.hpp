// What the host's log says of a plugin that asked for what its contract forbids: the output gate has kept it from harm,
// so nobody sees it from outside, but the plugin is wrong nevertheless. Replies that came too late are not among it.
#pragma once

#include <optional>
#include <string_view>

namespace maelstrom::conformance {

// If `text`, which the node `node_id` has logged, tells of a refusal: what was refused and why, from "refused a" on.
std::optional<std::string_view> refusal_in(std::string_view text, std::string_view node_id);

// If `line` of a host's log is a warning or an error: its text, without the id of the node. Refusals are among
// them; what was dropped because it came too late is not, for that is routine.
std::optional<std::string_view> warning_in(std::string_view line, std::string_view node_id);

}  // namespace maelstrom::conformance
