#include "host/loop/system_platform.hpp"

#include <algorithm>
#include <ctime>
#include <string>
#include <utility>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#if __has_include(<sys/random.h>)
#include <sys/random.h>
#endif
#include <unistd.h>

#include "host/node/log_line.hpp"
#include "platform/clocks.hpp"
#include "platform/log_text.hpp"

namespace maelstrom::host {
SystemPlatform::SystemPlatform(maelstrom_log_level level)
    : level_(level),
      logger_(std::make_shared<spdlog::logger>("host", std::make_shared<spdlog::sinks::stderr_color_sink_mt>())) {
  logger_->set_level(spdlog::level::trace);  // level_ decides
  logger_->set_pattern(kLogPattern);
}

SystemPlatform::~SystemPlatform() = default;

std::int64_t SystemPlatform::monotonic_ns() {
  return platform::clock_ns(CLOCK_MONOTONIC);
}

std::int64_t SystemPlatform::coarse_monotonic_ns() {
  return platform::coarse_clock_ns();
}

std::int64_t SystemPlatform::wall_clock_ns() {
  return platform::clock_ns(CLOCK_REALTIME);
}

bool SystemPlatform::random_bytes(std::span<std::byte> bytes) {
  constexpr std::size_t kMost = 256;  // for one call of getentropy
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), kMost);
    if (getentropy(bytes.data(), size) != 0) {
      return false;
    }
    bytes = bytes.subspan(size);
  }
  return true;
}

void SystemPlatform::log(maelstrom_log_level level, std::string_view text) {
  if (level >= level_) {
    const std::string line = platform::one_line(text);
    logger_->log(static_cast<spdlog::level::level_enum>(level), spdlog::string_view_t(line.data(), line.size()));
  }
}

void SystemPlatform::wake() {
  if (const auto wake = wake_.load()) {
    wake();
  }
}

}  // namespace maelstrom::host
