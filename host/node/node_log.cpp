#include "host/node/node_log.hpp"

#include <spdlog/fmt/fmt.h>

#include "platform/log_text.hpp"

namespace maelstrom::host {

void NodeLog::write(maelstrom_log_level level, std::string_view text) {
  if (!keeps(level)) {
    return;
  }
  const std::lock_guard lock(mutex_);
  platform_.log(level, platform::one_line(name_.empty() ? std::string(text) : fmt::format("{}: {}", name_, text)));
}

void NodeLog::set_name(std::string_view node_id) {
  const std::lock_guard lock(mutex_);
  name_ = node_id;
}

}  // namespace maelstrom::host
