#include "conformance/run/event_queue.hpp"

#include <string>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

TEST(EventQueue, GivesEventsInTheOrderOfTime) {
  EventQueue<std::string> queue;
  queue.push(30, "c");
  queue.push(10, "a");
  queue.push(20, "b");
  EXPECT_EQ(queue.next_time(), 10);
  EXPECT_EQ(queue.pop(), "a");
  EXPECT_EQ(queue.pop(), "b");
  EXPECT_EQ(queue.pop(), "c");
}

TEST(EventQueue, KeepsTheOrderOfSchedulingAtOneTime) {
  EventQueue<int> queue;
  for (int i = 0; i < 100; ++i) {
    queue.push(5, i);
  }
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(queue.pop(), i);
  }
}

TEST(EventQueue, HasNoNextTimeWhenItIsEmpty) {
  EventQueue<int> queue;
  EXPECT_EQ(queue.next_time(), kNever);
  queue.push(1, 1);
  queue.clear();
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.next_time(), kNever);
}

}  // namespace
}  // namespace maelstrom::conformance
