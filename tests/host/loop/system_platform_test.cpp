#include "host/loop/system_platform.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host/node/log_line.hpp"

namespace maelstrom::host {
namespace {

TEST(SystemPlatform, HasAClockThatDoesNotRunBackwards) {
  SystemPlatform platform(MAELSTROM_LOG_ERROR);
  std::int64_t before = platform.monotonic_ns();
  std::int64_t coarse_before = platform.coarse_monotonic_ns();
  EXPECT_LE(coarse_before, platform.monotonic_ns());
  for (int i = 0; i < 10'000; ++i) {
    const std::int64_t now = platform.monotonic_ns();
    const std::int64_t coarse = platform.coarse_monotonic_ns();
    ASSERT_GE(now, before);
    ASSERT_GE(coarse, coarse_before);
    before = now;
    coarse_before = coarse;
  }
}

TEST(SystemPlatform, KnowsTheDate) {
  SystemPlatform platform(MAELSTROM_LOG_ERROR);
  const auto now = [] { return std::chrono::system_clock::now().time_since_epoch(); };
  const std::chrono::nanoseconds earliest = now();
  const std::chrono::nanoseconds date(platform.wall_clock_ns());
  EXPECT_LE(earliest, date);
  EXPECT_LE(date, now());
}

TEST(SystemPlatform, FillsAnyNumberOfBytesWithRandomness) {
  SystemPlatform platform(MAELSTROM_LOG_ERROR);
  EXPECT_TRUE(platform.random_bytes({}));
  for (const std::size_t size : {8U, 256U, 257U, 1000U}) {
    std::vector<std::byte> first(size);
    std::vector<std::byte> second(size);
    EXPECT_TRUE(platform.random_bytes(first));
    EXPECT_TRUE(platform.random_bytes(second));
    EXPECT_NE(first, second);
    EXPECT_NE(std::vector(first.end() - 8, first.end()), std::vector<std::byte>(8)) << size;
  }
}

TEST(SystemPlatform, LogsFromItsLevelOn) {
  SystemPlatform platform(MAELSTROM_LOG_WARN);
  EXPECT_EQ(platform.log_level(), MAELSTROM_LOG_WARN);
  testing::internal::CaptureStderr();
  platform.log(MAELSTROM_LOG_INFO, "too low");
  platform.log(MAELSTROM_LOG_WARN, "a {} warning {0}");
  platform.log(MAELSTROM_LOG_ERROR, "an error");
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.find("too low"), std::string::npos) << text;
  EXPECT_NE(text.find(" a {} warning {0}\n"), std::string::npos) << text;
  EXPECT_NE(text.find(" an error\n"), std::string::npos) << text;
}

TEST(SystemPlatform, LogsLinesThatCanBeReadAgain) {
  SystemPlatform platform(MAELSTROM_LOG_TRACE);
  for (maelstrom_log_level level = MAELSTROM_LOG_TRACE; level <= MAELSTROM_LOG_ERROR; ++level) {
    testing::internal::CaptureStderr();
    platform.log(level, "n1: a text");
    std::string line = testing::internal::GetCapturedStderr();
    line.pop_back();  // the '\n'
    const auto logged = read_log_line(line, "n1");
    ASSERT_TRUE(logged) << line;
    EXPECT_EQ(logged->text, "a text") << line;
    EXPECT_EQ(logged->level, level) << line;
  }
}

TEST(SystemPlatform, LogsNothingAboveTheHighestLevel) {
  SystemPlatform platform(MAELSTROM_LOG_ERROR + 1);
  testing::internal::CaptureStderr();
  platform.log(MAELSTROM_LOG_ERROR, "an error");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(SystemPlatform, WakesItsOwnerIfThereIsOne) {
  SystemPlatform platform(MAELSTROM_LOG_ERROR);
  static int wakes;
  wakes = 0;
  platform.wake();
  platform.on_wake([] { ++wakes; });
  platform.wake();
  platform.on_wake(nullptr);
  platform.wake();
  EXPECT_EQ(wakes, 1);
}

}  // namespace
}  // namespace maelstrom::host
