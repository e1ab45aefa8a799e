// The log of one node: each line begins with the node's id once it has one. [any-thread]
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include <maelstrom/abi.h>

#include "host/node/platform.hpp"

namespace maelstrom::host {

class NodeLog {
 public:
  // `platform` is borrowed.
  explicit NodeLog(Platform& platform) : platform_(platform) {}

  // Whether lines of this level are kept; otherwise the text is not needed.
  bool keeps(maelstrom_log_level level) { return platform_.log_level() <= level; }

  void write(maelstrom_log_level level, std::string_view text);

  // node_id: the id of the node, or empty.
  void set_name(std::string_view node_id);

 private:
  Platform& platform_;
  std::mutex mutex_;
  std::string name_;  // guarded by mutex_
};

}  // namespace maelstrom::host
