// The platform of a node under test: the test controls its time, its randomness and its log.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#include "host/node/platform.hpp"

namespace maelstrom::tests {

inline constexpr std::int64_t kSecond = 1'000'000'000;

class FakePlatform final : public host::Platform {
 public:
  struct Line {
    maelstrom_log_level level;
    std::string text;
  };

  std::int64_t monotonic_ns() override { return now; }
  std::int64_t coarse_monotonic_ns() override { return now; }
  std::int64_t wall_clock_ns() override { return wall; }
  bool random_bytes(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) {
      byte = std::byte{random.fetch_add(random_step)};
    }
    return has_randomness;
  }
  maelstrom_log_level log_level() override { return level; }
  void log(maelstrom_log_level line_level, std::string_view text) override {
    const std::lock_guard lock(mutex_);
    lines_.push_back({line_level, std::string(text)});
  }
  void on_timer(maelstrom_timer timer, maelstrom_rpc rpc) override { timers.emplace_back(timer, rpc); }
  void wake() override { ++wakes; }

  // How many lines of this level contain all of `parts`.
  std::size_t logged(maelstrom_log_level line_level, std::initializer_list<std::string_view> parts) {
    const std::lock_guard lock(mutex_);
    std::size_t count = 0;
    for (const Line& line : lines_) {
      bool all = line.level == line_level;
      for (const std::string_view part : parts) {
        all = all && line.text.find(part) != std::string::npos;
      }
      count += all ? 1 : 0;
    }
    return count;
  }

  // The whole log, for failure messages.
  std::string log_text() {
    const std::lock_guard lock(mutex_);
    std::string text;
    for (const Line& line : lines_) {
      text += std::to_string(line.level) + ' ' + line.text + '\n';
    }
    return text;
  }

  std::atomic<std::int64_t> now = 1000 * kSecond;
  std::atomic<std::int64_t> wall = 1'700'000'000 * kSecond;
  std::atomic<bool> has_randomness = true;
  std::atomic<unsigned char> random = 0;       // the next byte; zeros make msg_ids begin at 1
  std::atomic<unsigned char> random_step = 0;  // the difference between two bytes
  std::atomic<maelstrom_log_level> level = MAELSTROM_LOG_INFO;
  std::atomic<int> wakes = 0;
  std::vector<std::pair<maelstrom_timer, maelstrom_rpc>> timers;  // that the node has reported

 private:
  std::mutex mutex_;
  std::vector<Line> lines_;
};

}  // namespace maelstrom::tests
