#include "host/node/timer_queue.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace maelstrom::host {
namespace {

constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

// A queue whose values are the due times.
class Queue {
 public:
  std::uint64_t add(std::int64_t due) { return queue_.add(due, due); }
  bool cancel(std::uint64_t id) { return queue_.cancel(id); }
  std::optional<std::int64_t> next_due() const { return queue_.next_due(); }
  std::uint64_t next_id() const { return queue_.next_id(); }
  std::size_t size() const { return queue_.size(); }

  // The id of the timer that was taken, or 0.
  std::uint64_t take_due(std::int64_t now, std::uint64_t before) {
    const std::optional<std::int64_t> due = queue_.next_due();
    const auto taken = queue_.take_due(now, before);
    if (!taken) {
      return 0;
    }
    EXPECT_EQ(taken->second, due);
    EXPECT_EQ(queue_.find(taken->first), nullptr);
    return taken->first;
  }

 private:
  TimerQueue<std::int64_t> queue_;
};

// Takes everything that is due at `now`.
std::vector<std::uint64_t> take_all(Queue& queue, std::int64_t now) {
  std::vector<std::uint64_t> taken;
  while (const std::uint64_t id = queue.take_due(now, kAny)) {
    taken.push_back(id);
  }
  return taken;
}

TEST(TimerQueue, IsEmptyAtFirst) {
  Queue queue;
  EXPECT_EQ(queue.next_due(), std::nullopt);
  EXPECT_EQ(queue.take_due(std::numeric_limits<std::int64_t>::max(), kAny), 0U);
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(queue.next_id(), 1U);
}

TEST(TimerQueue, CountsIdsFromOne) {
  Queue queue;
  EXPECT_EQ(queue.add(5), 1U);
  EXPECT_EQ(queue.add(3), 2U);
  EXPECT_EQ(queue.next_id(), 3U);
}

TEST(TimerQueue, GivesWhatIsDueInTheOrderOfTime) {
  Queue queue;
  const auto late = queue.add(30);
  const auto early = queue.add(10);
  const auto middle = queue.add(20);
  EXPECT_EQ(queue.next_due(), 10);
  EXPECT_EQ(queue.take_due(9, kAny), 0U);
  EXPECT_EQ(take_all(queue, 20), (std::vector{early, middle}));
  EXPECT_EQ(queue.next_due(), 30);
  EXPECT_EQ(take_all(queue, 30), (std::vector{late}));
  EXPECT_EQ(queue.next_due(), std::nullopt);
}

TEST(TimerQueue, GivesTimersOfOneMomentInTheOrderOfTheirMaking) {
  Queue queue;
  std::vector<std::uint64_t> made;
  for (int i = 0; i < 100; ++i) {
    made.push_back(queue.add(7));
  }
  EXPECT_EQ(take_all(queue, 7), made);
}

TEST(TimerQueue, LeavesTimersThatWereMadeTooLate) {
  Queue queue;
  const auto first = queue.add(1);
  const std::uint64_t from_here_on = queue.next_id();
  const auto second = queue.add(1);
  EXPECT_EQ(queue.take_due(5, from_here_on), first);
  EXPECT_EQ(queue.take_due(5, from_here_on), 0U);
  EXPECT_EQ(queue.take_due(5, kAny), second);
}

TEST(TimerQueue, DoesNotGiveACancelledTimer) {
  Queue queue;
  const auto first = queue.add(1);
  const auto second = queue.add(2);
  const auto third = queue.add(3);
  EXPECT_TRUE(queue.cancel(second));
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_TRUE(queue.cancel(first));
  EXPECT_EQ(queue.next_due(), 3);
  EXPECT_EQ(take_all(queue, 9), (std::vector{third}));
}

TEST(TimerQueue, CancelsOnlyWhatWaits) {
  Queue queue;
  const auto first = queue.add(1);
  EXPECT_FALSE(queue.cancel(0));
  EXPECT_FALSE(queue.cancel(99));
  EXPECT_TRUE(queue.cancel(first));
  EXPECT_FALSE(queue.cancel(first));
  const auto second = queue.add(1);
  EXPECT_EQ(queue.take_due(1, kAny), second);
  EXPECT_FALSE(queue.cancel(second));
  EXPECT_EQ(queue.next_due(), std::nullopt);
}

TEST(TimerQueue, KeepsItsOrderWhenMostTimersAreCancelled) {
  Queue queue;
  std::vector<std::uint64_t> kept;
  for (int i = 0; i < 10'000; ++i) {
    const auto id = queue.add(1000 + i);
    if (i % 100 == 0) {
      kept.push_back(id);
    } else {
      ASSERT_TRUE(queue.cancel(id));
    }
  }
  EXPECT_EQ(queue.size(), kept.size());
  EXPECT_EQ(take_all(queue, 1'000'000), kept);
}

TEST(TimerQueue, AgreesWithASortedListUnderRandomUse) {
  std::mt19937 random(99);
  Queue queue;
  std::vector<std::pair<std::int64_t, std::uint64_t>> model;  // due, id
  std::int64_t now = 0;
  for (int step = 0; step < 20'000; ++step) {
    switch (random() % 4) {
      case 0:
      case 1: {
        const std::int64_t due = now + static_cast<std::int64_t>(random() % 50);
        model.emplace_back(due, queue.add(due));
        break;
      }
      case 2:
        if (!model.empty()) {
          const auto at = static_cast<std::ptrdiff_t>(random() % model.size());
          ASSERT_TRUE(queue.cancel(model[static_cast<std::size_t>(at)].second));
          model.erase(model.begin() + at);
        }
        break;
      default: {
        now += static_cast<std::int64_t>(random() % 10);
        std::sort(model.begin(), model.end());
        const std::uint64_t expected = !model.empty() && model.front().first <= now ? model.front().second : 0;
        ASSERT_EQ(queue.take_due(now, kAny), expected);
        if (expected != 0) {
          model.erase(model.begin());
        }
      }
    }
    const auto least = std::min_element(model.begin(), model.end());
    ASSERT_EQ(queue.next_due(), least == model.end() ? std::nullopt : std::optional(least->first));
    ASSERT_EQ(queue.size(), model.size());
  }
}

}  // namespace
}  // namespace maelstrom::host
