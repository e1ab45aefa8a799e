// What a node may write to stdout: one message a line, closed, in its own name (Maelstrom, doc/protocol.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/envelope.hpp"

namespace maelstrom::conformance {

// Reads a line of the node `node_id` into `reader`. Returns what is wrong with it, a phrase without a full stop, or
// nullopt. Whether the destination exists is not looked at.
std::optional<std::string> read_node_line(host::EnvelopeReader& reader, std::string_view node_id,
                                          std::string_view line);

}  // namespace maelstrom::conformance
