// The machine that the executable runs on: its clocks, its randomness, and a log on stderr.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "host/node/platform.hpp"

namespace spdlog {
class logger;
}

namespace maelstrom::host {

class SystemPlatform final : public Platform {
 public:
  // level: the lowest level that is written; a level above MAELSTROM_LOG_ERROR writes nothing.
  explicit SystemPlatform(maelstrom_log_level level);
  ~SystemPlatform() override;

  // Sets the function that `wake` calls; null: none. [any-thread]
  void on_wake(void (*function)()) { wake_ = function; }

  std::int64_t monotonic_ns() override;
  std::int64_t coarse_monotonic_ns() override;
  std::int64_t wall_clock_ns() override;
  bool random_bytes(std::span<std::byte> bytes) override;
  maelstrom_log_level log_level() override { return level_; }
  void log(maelstrom_log_level level, std::string_view text) override;
  void wake() override;

 private:
  const maelstrom_log_level level_;
  std::shared_ptr<spdlog::logger> logger_;
  std::atomic<void (*)()> wake_ = nullptr;
};

}  // namespace maelstrom::host
