#include "conformance/choices/random.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(Random, IsAFunctionOfSeedAndStream) {
  Random a(1, "x");
  Random b(1, "x");
  EXPECT_EQ(a.next(), b.next());
  EXPECT_NE(Random(1, "x").next(), Random(2, "x").next());
  EXPECT_NE(Random(1, "x").next(), Random(1, "y").next());
}

// A seed that somebody has written down must mean the same in the next release, and on another platform.
TEST(Random, KeepsItsSequence) {
  Random random(42, "generator");
  EXPECT_EQ(random.next(), 14932466974262107988U);
  EXPECT_EQ(random.next(), 4829212424923778669U);
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
    sum += random.exponential(100);
  }
  EXPECT_NEAR(sum / 20000, 100, 4);
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
