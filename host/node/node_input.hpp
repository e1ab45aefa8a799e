// The interface that a loop drives: a node, or a layer between the loop and a node. [loop]
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace maelstrom::host {

class NodeInput {
 public:
  virtual ~NodeInput() = default;

  // Handles one line. received_ns: its earliest possible time of arrival, on the platform's monotonic clock.
  virtual void receive(std::string_view line, std::int64_t received_ns) = 0;

  // Runs due work: timers, timeouts, posts, completions of cancelled rpcs. Cheap when nothing is due.
  virtual void advance() = 0;

  // The time of the next work for `advance`, on the platform's monotonic clock; a time in the past means now; nullopt
  // until something is received or posted.
  virtual std::optional<std::int64_t> next_due() const = 0;

  // Shuts down in an orderly way: the plugin's stop, then the completions of outstanding rpcs and posts. Further lines
  // are ignored.
  virtual void stop() = 0;
};

}  // namespace maelstrom::host
