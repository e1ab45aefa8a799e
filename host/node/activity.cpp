#include "host/node/activity.hpp"

namespace maelstrom::host {

std::string_view name_of(PluginCall call) {
  switch (call) {
    case PluginCall::kNone:
      return "nothing";
    case PluginCall::kCreate:
      return "create";
    case PluginCall::kStart:
      return "start";
    case PluginCall::kMessage:
      return "message";
    case PluginCall::kTimer:
      return "a timer";
    case PluginCall::kPost:
      return "a posted callback";
    case PluginCall::kCompletion:
      return "the completion of an rpc";
    case PluginCall::kStop:
      return "stop";
    case PluginCall::kDestroy:
      return "destroy";
  }
  return "";
}

}  // namespace maelstrom::host
