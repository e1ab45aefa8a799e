// Checks whether a reply has the form that Maelstrom requires.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/envelope.hpp"
#include "protocol/workload_schemas.hpp"

namespace maelstrom::conformance {

// The problem of the body of a non-error reply, a phrase without a full stop, or nullopt. A schema of nullptr allows
// any body.
std::optional<std::string> schema_violation(const host::Envelope& reply, const protocol::RequestSchema* schema);

// An error reply. Without an integer code, `code` is nullopt and the error is indefinite.
struct ErrorReply {
  std::optional<std::int64_t> code;
  bool definite = false;
  std::string name;  // "13 crash"
  std::string json;  // for the history, in Jepsen's form: ["precondition-failed", "text"]
};

ErrorReply read_error(const host::Envelope& reply);

}  // namespace maelstrom::conformance
