// The services that Maelstrom offers to nodes: lin-kv, seq-kv, lww-kv and lin-tso (jepsen-io/maelstrom, doc/services.md
// and src/maelstrom/service.clj at cb7f072).
//
// Keys and values are any JSON. A value is stored and returned as its exact bytes; keys, and values in a
// compare-and-set, are compared as Maelstrom compares them (canonical_json.hpp).
//
// Three intentional differences. A request of an unknown type gets error 10, and one that lacks a field gets error 12:
// Maelstrom sends no reply to the first, and assumes null for the missing field. seq-kv serves the last 32 states in
// order; Maelstrom's ring of 32 can wrap around for a slow client, which then reads states out of order. The text of
// error 22 contains the value as JSON, not as Clojure prints it.
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

  // Answers one request. Returns the members of the reply's body without in_reply_to: "type":"write_ok".
  virtual std::string handle(const host::Envelope& request) = 0;
};

inline constexpr std::array<std::string_view, 4> kServiceNames = {"lin-kv", "seq-kv", "lww-kv", "lin-tso"};

// The service of this name, one of kServiceNames. `random` decides how stale an answer is.
std::unique_ptr<Service> make_service(std::string_view name, Choices& choices);

}  // namespace maelstrom::conformance
