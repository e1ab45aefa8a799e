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

#include "platform/log_text.hpp"

namespace maelstrom::host {
namespace {

constexpr const char* kPattern = "%Y-%m-%d %H:%M:%S.%e %^%-7l%$ %v";
constexpr std::string_view kFront = "2026-11-23 16:46:08.773 warning ";  // what it makes in front of the text

std::int64_t read_clock(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

std::string_view logged_text(std::string_view line) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < kFront.size(); ++i) {
    const bool level = kFront[i] >= 'a' && kFront[i] <= 'z';
    if (i >= line.size() || (!level && (digit(kFront[i]) ? !digit(line[i]) : line[i] != kFront[i]))) {
      return {};
    }
  }
  return line.substr(kFront.size());
}

std::int64_t read_coarse_clock() {
#ifdef CLOCK_MONOTONIC_COARSE
  return read_clock(CLOCK_MONOTONIC_COARSE);  // Linux: a memory read
#else
  return read_clock(CLOCK_MONOTONIC);
#endif
}

SystemPlatform::SystemPlatform(maelstrom_log_level level)
    : level_(level),
      logger_(std::make_shared<spdlog::logger>("host", std::make_shared<spdlog::sinks::stderr_color_sink_mt>())) {
  logger_->set_level(spdlog::level::trace);  // level_ decides
  logger_->set_pattern(kPattern);
}

SystemPlatform::~SystemPlatform() = default;

std::int64_t SystemPlatform::monotonic_ns() {
  return read_clock(CLOCK_MONOTONIC);
}

std::int64_t SystemPlatform::coarse_monotonic_ns() {
  return read_coarse_clock();
}

std::int64_t SystemPlatform::wall_clock_ns() {
  return read_clock(CLOCK_REALTIME);
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
  if (wake_) {
    wake_();
  }
}

}  // namespace maelstrom::host
