// What a loop drives: a node, or something that stands between the loop and a node. [loop]
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace maelstrom::host {

class NodeInput {
 public:
  virtual ~NodeInput() = default;

  // Takes in one line. received_ns: the earliest moment at which it can have arrived, on the platform's monotonic
  // clock.
  virtual void receive(std::string_view line, std::int64_t received_ns) = 0;

  // Runs what is due: timers, timeouts, posts, completions of rpcs that were cancelled. Cheap when nothing is.
  virtual void advance() = 0;

  // When `advance` has something to do next, on the platform's monotonic clock; a moment in the past means now; nullopt
  // until something is received or posted.
  virtual std::optional<std::int64_t> next_due() const = 0;

  // Ends in an orderly way: the plugin's stop, then the completions of outstanding rpcs and posts. Further lines are
  // ignored.
  virtual void stop() = 0;
};

}  // namespace maelstrom::host
