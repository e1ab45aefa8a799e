// Contract violations of a plugin, as events for an observer.
//
// The node prevents any effect of a violation, so it is invisible from outside. Engines with the plugin in their own
// process observe it here; engines that run the host as a process read its log (host/node/log_line.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <maelstrom/abi.h>

namespace maelstrom::host {

// The texts are borrowed for the call.
struct ContractEvent {
  enum class Kind : std::uint8_t {
    kRefused,  // the plugin's call was refused
    kLate,     // a reply after the reply deadline, not always the plugin's fault
  };

  Kind kind = Kind::kRefused;
  std::string_view plugin;                 // its name
  std::string_view function;               // of abi.h: "send", "reply" or "rpc"; empty for a call on a wrong thread
  std::string_view dest;                   // the receiver, as the plugin gave it or as a JSON string
  maelstrom_status status = MAELSTROM_OK;  // the function's return value
  std::string_view reason;                 // a phrase without a full stop
  std::string_view excerpt;                // of the body, as a JSON string; empty if the body is not the cause
};

// The event as one line of text, for the log.
std::string log_text(const ContractEvent& event);

// The reason with the excerpt, for last_error.
std::string full_reason(const ContractEvent& event);

class ContractObserver {
 public:
  virtual ~ContractObserver() = default;

  // [any-thread]
  virtual void on_contract(const ContractEvent& event) = 0;
};

}  // namespace maelstrom::host
