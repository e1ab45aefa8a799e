// What a node needs of the machine it runs on. The real one is SystemPlatform; tests and simulations bring their own,
// whose time they feed.
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

  // Nanoseconds since some moment in the past; never runs backwards. [any-thread]
  virtual std::int64_t monotonic_ns() = 0;

  // The same clock, cheaper to read and up to 10 ms behind: for ages that are measured in seconds. [loop]
  virtual std::int64_t coarse_monotonic_ns() = 0;

  // Nanoseconds since 1970-01-01 UTC; may jump. [any-thread]
  virtual std::int64_t wall_clock_ns() = 0;

  // Fills `bytes` with randomness fit for identifiers; false if there is none to be had. [any-thread]
  virtual bool random_bytes(std::span<std::byte> bytes) = 0;

  // The least level that is kept. [any-thread]
  virtual maelstrom_log_level log_level() = 0;

  // Writes one line to the log, whatever is in the text. [any-thread]
  virtual void log(maelstrom_log_level level, std::string_view text) = 0;

  // Is told of a timer that is due, before it runs: one of the plugin's, or, if `rpc` is not 0, the timeout of that
  // rpc, whose request had it as its msg_id. [loop]
  virtual void on_timer(maelstrom_timer /*timer*/, maelstrom_rpc /*rpc*/) {}

  // Makes the loop run the node soon, because a thread has posted something. [any-thread]
  virtual void wake() = 0;
};

}  // namespace maelstrom::host
