#include "conformance/run/generator.hpp"

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

// Requests up to `end` when each one is made at once.
int requests_until(Generator& generator, Time end) {
  int count = 0;
  while (generator.next_time() < end) {
    generator.made(generator.next_time());
    ++count;
  }
  return count;
}

TEST(Generator, KeepsItsRateExactly) {
  for (const double rate : {0.5, 5.0, 1000.0, 12345.0}) {
    Generator generator(rate, Random(1, "generator"));
    generator.start(3 * kSecond, kNever);
    EXPECT_NEAR(requests_until(generator, 13 * kSecond), rate * 10, 1) << rate;
  }
}

TEST(Generator, StaggersRequests) {
  Generator generator(10, Random(2, "generator"));
  generator.start(0, kNever);
  Time shortest = kNever;
  Time longest = 0;
  for (Time last = 0; last < 100 * kSecond;) {
    const Time next = generator.next_time();
    ASSERT_GE(next, last);
    shortest = std::min(shortest, next - last);
    longest = std::max(longest, next - last);
    last = next;
    generator.made(next);
  }
  EXPECT_LT(shortest, 20 * kMillisecond);
  EXPECT_GT(longest, 150 * kMillisecond);
}

TEST(Generator, MakesAShortDelayGood) {
  Generator generator(100, Random(3, "generator"));
  generator.start(0, kNever);
  generator.made(500 * kMillisecond);  // half a second late
  EXPECT_NEAR(requests_until(generator, 10 * kSecond), 999, 1);
}

TEST(Generator, DoesNotMakeALongStallGoodInABurst) {
  Generator generator(100, Random(4, "generator"));
  generator.start(0, kNever);
  generator.made(6 * kSecond);
  EXPECT_NEAR(requests_until(generator, 10 * kSecond), 500, 2);
}

TEST(Generator, MakesNoRequestsAtRateZero) {
  Generator generator(0, Random(5, "generator"));
  generator.start(0, kNever);
  EXPECT_EQ(generator.next_time(), kNever);
}

TEST(Generator, MakesNoRequestAtTheEndOrLater) {
  Generator generator(1000, Random(7, "generator"));
  generator.start(0, 10 * kSecond);
  EXPECT_NEAR(requests_until(generator, 20 * kSecond), 10000, 1);
  EXPECT_EQ(generator.next_time(), kNever);
}

TEST(Generator, StopsWhenItIsTold) {
  Generator generator(10, Random(6, "generator"));
  EXPECT_EQ(generator.next_time(), kNever);
  generator.start(0, kNever);
  EXPECT_NE(generator.next_time(), kNever);
  generator.stop();
  EXPECT_EQ(generator.next_time(), kNever);
}

}  // namespace
}  // namespace maelstrom::conformance
