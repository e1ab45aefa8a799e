// The machine interface of a node. The real one is SystemPlatform; tests and simulations have their own, with virtual
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <maelstrom/abi.h>

namespace maelstrom::host {

class Platform {
 public:
  virtual ~Platform() = default;

  // Nanoseconds since an unspecified moment in the past; never goes backwards. [any-thread]
  virtual std::int64_t monotonic_ns() = 0;

  // The same clock, cheaper to read and up to 10 ms behind: for ages in seconds. [loop]
  virtual std::int64_t coarse_monotonic_ns() = 0;

  // Nanoseconds since 1970-01-01 UTC; may jump. [any-thread]
  virtual std::int64_t wall_clock_ns() = 0;

  // Fills `bytes` with randomness that is good enough for identifiers; false if not available. [any-thread]
  virtual bool random_bytes(std::span<std::byte> bytes) = 0;

  // The lowest level that is kept. [any-thread]
  virtual maelstrom_log_level log_level() = 0;

  // Writes one line to the log, for any text. [any-thread]
  virtual void log(maelstrom_log_level level, std::string_view text) = 0;

  // Called for a due timer before it runs: a timer of the plugin, or, if `rpc` is not 0, the timeout of that rpc (`rpc`
  // is the msg_id of its request). [loop]
  virtual void on_timer(maelstrom_timer /*timer*/, maelstrom_rpc /*rpc*/) {}

  // Makes the loop run the node soon, because a thread posted a callback. [any-thread]
  virtual void wake() = 0;
};

}  // namespace maelstrom::host
