#include "history/percentiles.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/choices/random.hpp"

namespace maelstrom::conformance {
namespace {

TEST(Percentiles, AreByNearestRank) {
  Percentiles percentiles;
  for (Time duration = 1000; duration > 0; --duration) {
    percentiles.add(duration);
  }
  EXPECT_EQ(percentiles.at(50), 500);
  EXPECT_EQ(percentiles.at(95), 950);
  EXPECT_EQ(percentiles.at(99), 990);
  EXPECT_EQ(percentiles.at(99.9), 999);
  EXPECT_EQ(percentiles.at(100), 1000);
  EXPECT_EQ(percentiles.at(0.01), 1);
}

TEST(Percentiles, AreAtMostA1024thTooLong) {
  Random random(1);
  for (const Time scale : {Time{1}, kMillisecond, kSecond, 1'000'000 * kSecond}) {
    Percentiles percentiles;
    std::vector<Time> durations;
    for (int i = 0; i < 1000; ++i) {
      durations.push_back(static_cast<Time>(random.exponential(static_cast<std::uint64_t>(scale))));
      percentiles.add(durations.back());
    }
    std::sort(durations.begin(), durations.end());
    for (const int percent : {1, 10, 50, 90, 99, 100}) {
      const Time exact = durations[static_cast<std::size_t>(percent) * 10 - 1];
      EXPECT_GE(percentiles.at(percent), exact);
      EXPECT_LE(percentiles.at(percent), exact + exact / 1024);
    }
    EXPECT_EQ(percentiles.at(100), durations.back());
  }
}

TEST(Percentiles, HoldTheLongestTimesThereAre) {
  Percentiles percentiles;
  percentiles.add(0);
  percentiles.add(kNever);
  EXPECT_EQ(percentiles.at(50), 0);
  EXPECT_EQ(percentiles.at(100), kNever);
}

TEST(Percentiles, OfOneDurationAreThatOne) {
  Percentiles percentiles;
  percentiles.add(7 * kSecond);
  EXPECT_EQ(percentiles.at(50), 7 * kSecond);
  EXPECT_EQ(percentiles.at(99.9), 7 * kSecond);
}

TEST(Percentiles, OfNothingAreZero) {
  const Percentiles percentiles;
  EXPECT_EQ(percentiles.count(), 0U);
  EXPECT_EQ(percentiles.at(50), 0);
}

}  // namespace
}  // namespace maelstrom::conformance
