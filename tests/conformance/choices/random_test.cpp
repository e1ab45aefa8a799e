#include "conformance/choices/random.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(Random, IsAFunctionOfSeedAndStream) {
  Random a(1, "x");
  Random b(1, "x");
  EXPECT_EQ(a.bits(), b.bits());
  EXPECT_NE(Random(1, "x").bits(), Random(2, "x").bits());
  EXPECT_NE(Random(1, "x").bits(), Random(1, "y").bits());
}

// A recorded seed must mean the same in the next release, and on another platform.
TEST(Random, KeepsItsSequence) {
  Random random(42, "generator");
  EXPECT_EQ(random.bits(), 14932466974262107988U);
  EXPECT_EQ(random.bits(), 4829212424923778669U);
}

// The same for each distribution. The numbers are exact: a compiler, processor or library with other numbers would give
// another run for the same seed.
TEST(Random, KeepsEachDistribution) {
  Random random(42, "distributions");
  EXPECT_EQ(random.below(1'000'000), 992'519U);
  EXPECT_EQ(random.unit(), 0x1.4d4b43d97b118p-1);
  EXPECT_EQ(random.between(0.05, 0.5), 0.442826);
  EXPECT_EQ(random.exponential(1), 0U);
  EXPECT_EQ(random.exponential(100'000'000), 8'986'798U);
  EXPECT_EQ(random.exponential(1'000'000'000'000'000), 103'582'152'024'557U);
  std::vector<int> items = {1, 2, 3, 4, 5};
  random.shuffle(items);
  EXPECT_EQ(items, (std::vector<int>{5, 1, 2, 4, 3}));
}

TEST(Random, StaysBelowItsBoundAndReachesAllOfIt) {
  Random random(1);
  std::vector<int> hits(7, 0);
  for (int i = 0; i < 7000; ++i) {
    ++hits.at(random.below(7));
  }
  for (const int count : hits) {
    EXPECT_NEAR(count, 1000, 150);
  }
  EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, UnitIsInTheHalfOpenInterval) {
  Random random(3);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double value = random.unit();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    sum += value;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.02);
}

TEST(Random, ExponentialHasItsMean) {
  Random random(4);
  double sum = 0;
  for (int i = 0; i < 20000; ++i) {
    sum += static_cast<double>(random.exponential(100'000));
  }
  EXPECT_NEAR(sum / 20000, 100'000, 4000);
}

TEST(Random, ExponentialHasItsQuantiles) {
  constexpr int kDraws = 20000;
  Random random(5);
  int above_ln2 = 0;
  int above_3 = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::uint64_t drawn = random.exponential(1'000'000);
    above_ln2 += drawn > 693'147 ? 1 : 0;
    above_3 += drawn > 3'000'000 ? 1 : 0;
  }
  EXPECT_NEAR(above_ln2, kDraws / 2, 300);
  EXPECT_NEAR(above_3, 996, 120);  // a fraction of e^-3
}

TEST(Random, BetweenReachesBothItsEnds) {
  Random random(6);
  double least = 1;
  double most = -1;
  for (int i = 0; i < 1000; ++i) {
    const double value = random.between(-0.000002, 0.000002);
    least = std::min(least, value);
    most = std::max(most, value);
  }
  EXPECT_DOUBLE_EQ(least, -0.000002);
  EXPECT_DOUBLE_EQ(most, 0.000002);
}

TEST(Random, ShufflesToAPermutation) {
  Random random(5);
  std::vector<int> items(20);
  std::iota(items.begin(), items.end(), 0);
  const std::vector<int> ordered = items;
  random.shuffle(items);
  EXPECT_NE(items, ordered);
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, ordered);
}

}  // namespace
}  // namespace maelstrom::conformance
