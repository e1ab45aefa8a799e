// Whether a reply has the shape that Maelstrom demands of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "conformance/workloads/workload.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::conformance {

// What is wrong with the body of a reply that is no error, a phrase without a full stop, or nullopt.
std::optional<std::string> shape_violation(const host::Envelope& reply, const ReplyShape& shape);

// An error reply. Without an integer code it has none, and counts as indefinite.
struct ErrorReply {
  std::optional<std::int64_t> code;
  bool definite = false;
  std::string name;  // "13 crash"
  std::string json;  // for the history: ["precondition-failed", 22, "text"]
};

ErrorReply read_error(const host::Envelope& reply);

}  // namespace maelstrom::conformance
