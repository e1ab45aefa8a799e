// The error codes of the protocol (jepsen-io/maelstrom, doc/protocol.md at cb7f072).
#pragma once

#include <cstdint>
#include <string_view>

namespace maelstrom::conformance {

// A definite error means that the operation did not happen. After any other error, including unknown codes, the outcome
// is unknown.
bool is_definite(std::int64_t code);

// "precondition-failed", or "custom error" for a code the protocol does not name.
std::string_view error_name(std::int64_t code);

}  // namespace maelstrom::conformance
