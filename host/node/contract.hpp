// What a plugin has done against its contract, as an event for whoever judges it.
//
// The node keeps such a thing from harm, so it cannot be seen from outside. The engines that have the plugin in their
// own process observe it here; those that have a process to look at read the host's log (host/node/log_line.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <maelstrom/abi.h>

namespace maelstrom::host {

// Its texts are borrowed for the call.
struct ContractEvent {
  enum class Kind : std::uint8_t {
    kRefused,  // what the plugin asked for is forbidden
    kLate,     // a reply came after the reply deadline, which need not be the plugin's fault
  };

  Kind kind = Kind::kRefused;
  std::string_view plugin;    // its name
  std::string_view function;  // of abi.h: "send", "reply" or "rpc"; empty for a call on a thread that may not make it
  std::string_view dest;      // the receiver, as the plugin named it or as a JSON string
  maelstrom_status status = MAELSTROM_OK;  // that the function returns
  std::string_view reason;                 // a phrase without a full stop
  std::string_view excerpt;                // of the body, as a JSON string; empty if the reason lies elsewhere
};

// The event in words, on one line: what the log has of it.
std::string log_text(const ContractEvent& event);

// The reason with the excerpt: what last_error has of it.
std::string full_reason(const ContractEvent& event);

class ContractObserver {
 public:
  virtual ~ContractObserver() = default;

  // [any-thread]
  virtual void on_contract(const ContractEvent& event) = 0;
};

}  // namespace maelstrom::host
