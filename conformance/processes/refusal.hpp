// Refusals in the host's log: calls of the plugin that break its contract. The output gate blocks them, so they are not
// visible from outside, but they are bugs in the plugin. Late replies are not included.
#pragma once

#include <optional>
#include <string_view>

namespace maelstrom::conformance {

// If `text`, logged by node `node_id`, reports a refusal: the refused call and the reason, from "refused a" on.
std::optional<std::string_view> refusal_in(std::string_view text, std::string_view node_id);

// If `line` of a host's log is a warning or an error: its text, without the id of the node. Refusals are included; late
// messages that were dropped are not, because that is routine.
std::optional<std::string_view> warning_in(std::string_view line, std::string_view node_id);

}  // namespace maelstrom::conformance
