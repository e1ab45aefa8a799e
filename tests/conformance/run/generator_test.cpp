#include "conformance/run/generator.hpp"

#include <gtest/gtest.h>

#include "conformance/choices/random.hpp"

namespace maelstrom::conformance {
namespace {

// The number of requests up to `end` if each is made when due.
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
    RandomChoices choices(1);
    Generator generator(rate, choices);
    generator.start(3 * kSecond, kNever);
    EXPECT_NEAR(requests_until(generator, 13 * kSecond), rate * 10, 1) << rate;
  }
}

TEST(Generator, StaggersRequests) {
  RandomChoices choices(2);
  Generator generator(10, choices);
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
  RandomChoices choices(3);
  Generator generator(100, choices);
  generator.start(0, kNever);
  generator.made(500 * kMillisecond);  // half a second late
  EXPECT_NEAR(requests_until(generator, 10 * kSecond), 999, 1);
}

TEST(Generator, DoesNotMakeALongStallGoodInABurst) {
  RandomChoices choices(4);
  Generator generator(100, choices);
  generator.start(0, kNever);
  generator.made(6 * kSecond);
  EXPECT_NEAR(requests_until(generator, 10 * kSecond), 500, 2);
}

TEST(Generator, MakesNoRequestsAtRateZero) {
  RandomChoices choices(5);
  Generator generator(0, choices);
  generator.start(0, kNever);
  EXPECT_EQ(generator.next_time(), kNever);
}

TEST(Generator, MakesNoRequestAtTheEndOrLater) {
  RandomChoices choices(7);
  Generator generator(1000, choices);
  generator.start(0, 10 * kSecond);
  EXPECT_NEAR(requests_until(generator, 20 * kSecond), 10000, 1);
  EXPECT_EQ(generator.next_time(), kNever);
}

TEST(Generator, StopsWhenItIsTold) {
  RandomChoices choices(6);
  Generator generator(10, choices);
  EXPECT_EQ(generator.next_time(), kNever);
  generator.start(0, kNever);
  EXPECT_NE(generator.next_time(), kNever);
  generator.stop();
  EXPECT_EQ(generator.next_time(), kNever);
}

}  // namespace
}  // namespace maelstrom::conformance
