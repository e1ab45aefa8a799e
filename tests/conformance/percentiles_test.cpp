#include "conformance/percentiles.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(Percentiles, AreByNearestRank) {
  std::vector<Time> durations(1000);
  std::iota(durations.rbegin(), durations.rend(), 1);  // 1000 down to 1
  const Percentiles percentiles(std::move(durations));
  EXPECT_EQ(percentiles.at(50), 500);
  EXPECT_EQ(percentiles.at(95), 950);
  EXPECT_EQ(percentiles.at(99), 990);
  EXPECT_EQ(percentiles.at(99.9), 999);
  EXPECT_EQ(percentiles.at(100), 1000);
  EXPECT_EQ(percentiles.at(0.01), 1);
}

TEST(Percentiles, OfOneDurationAreThatOne) {
  const Percentiles percentiles({7});
  EXPECT_EQ(percentiles.at(50), 7);
  EXPECT_EQ(percentiles.at(99.9), 7);
}

TEST(Percentiles, OfNothingAreZero) {
  const Percentiles percentiles({});
  EXPECT_EQ(percentiles.count(), 0U);
  EXPECT_EQ(percentiles.at(50), 0);
}

}  // namespace
}  // namespace maelstrom::conformance
