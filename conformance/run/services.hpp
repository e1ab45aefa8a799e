// The services that Maelstrom offers to nodes: lin-kv, seq-kv, lww-kv and lin-tso (Maelstrom, doc/services.md and
// src/maelstrom/service.clj).
//
// Keys and values are any JSON. A value is kept and handed back as the exact bytes it came in; keys, and values in a
// compare-and-set, are compared as Maelstrom compares them (canonical_json.hpp).
//
// Three things differ, on purpose. A request of an unknown type is answered with error 10 and one that lacks a field
// with error 12: Maelstrom says nothing to the one, and takes null for the other's field. Past states that seq-kv shows
// are the last 32 in their order; Maelstrom's ring of 32 wraps around under a client that has not asked for longer, and
// may then show it states out of order. In the text of error 22 a value stands as JSON, not as Clojure prints it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "conformance/choices/choices.hpp"
#include "protocol/envelope.hpp"

namespace maelstrom::conformance {

class Service {
 public:
  Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  Service(Service&&) = delete;
  Service& operator=(Service&&) = delete;
  virtual ~Service() = default;

  // Answers one request. Returns the members of the reply's body but for in_reply_to: "type":"write_ok".
  virtual std::string handle(const host::Envelope& request) = 0;
};

inline constexpr std::array<std::string_view, 4> kServiceNames = {"lin-kv", "seq-kv", "lww-kv", "lin-tso"};

// The service of this name, which is one of kServiceNames. `random` decides how stale an answer is.
std::unique_ptr<Service> make_service(std::string_view name, Choices& choices);

}  // namespace maelstrom::conformance
