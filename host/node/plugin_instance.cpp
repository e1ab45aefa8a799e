#include "host/node/plugin_instance.hpp"

#include <spdlog/fmt/fmt.h>

namespace maelstrom::host {

void PluginInstance::give_reason(maelstrom_status status) {
  if (failure_.empty()) {
    failure_ = fmt::format("status {} and no reason", status);
  }
}

}  // namespace maelstrom::host
