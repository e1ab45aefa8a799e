#include "host/node/contract.hpp"

#include <spdlog/fmt/fmt.h>

#include "host/node/log_line.hpp"
#include "platform/log_text.hpp"

namespace maelstrom::host {
namespace {

std::string_view noun(std::string_view function) {
  if (function.empty()) {
    return "call";
  }
  return function == "send" ? "message" : function == "rpc" ? "request" : function;
}

}  // namespace

std::string log_text(const ContractEvent& event) {
  const std::string_view front = event.kind == ContractEvent::Kind::kLate ? kLatePrefix : kRefusedPrefix;
  std::string text = fmt::format("{}{} of plugin {}", front, noun(event.function), event.plugin);
  if (!event.function.empty()) {
    text += fmt::format(" to {}", event.dest);
  }
  return platform::one_line(text + ": " + full_reason(event));
}

std::string full_reason(const ContractEvent& event) {
  return event.excerpt.empty() ? std::string(event.reason) : fmt::format("{}: {}", event.reason, event.excerpt);
}

}  // namespace maelstrom::host
