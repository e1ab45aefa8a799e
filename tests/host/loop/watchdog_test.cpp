#include "host/loop/watchdog.hpp"

#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace maelstrom::host {
namespace {

Activity::Snapshot running(std::uint64_t number) {
  return {number, PluginCall::kMessage, 0};
}

// The warnings in this number of looks at this activity.
std::vector<int> warnings(LongCalls& calls, const Activity::Snapshot& seen, int looks) {
  std::vector<int> warned;
  for (int i = 0; i < looks; ++i) {
    if (const std::optional<int> seconds = calls.look(seen)) {
      warned.push_back(*seconds);
    }
  }
  return warned;
}

TEST(LongCalls, AreWarnedOfAfterOneSecondAndThenMoreAndMoreSeldom) {
  LongCalls calls;
  EXPECT_EQ(warnings(calls, running(1), 1 + 4 * 10), (std::vector{1, 2, 4, 8}));
}

TEST(LongCalls, AreNoneWhereEachLookSeesAnotherCall) {
  LongCalls calls;
  for (std::uint64_t number = 1; number < 100; ++number) {
    EXPECT_EQ(calls.look(running(number)), std::nullopt);
  }
}

TEST(LongCalls, AreNoneWhereNothingRuns) {
  LongCalls calls;
  EXPECT_EQ(warnings(calls, {7, PluginCall::kNone, 0}, 100), std::vector<int>());
}

TEST(LongCalls, BeginAnewWithTheNextCall) {
  LongCalls calls;
  EXPECT_EQ(warnings(calls, running(1), 9), (std::vector{1, 2}));
  EXPECT_EQ(warnings(calls, running(2), 4), std::vector<int>());
  EXPECT_EQ(warnings(calls, running(2), 1), std::vector{1});
}

TEST(Activity, TellsTheCallItsTypeAndWhenAnotherOneBegins) {
  Activity activity;
  EXPECT_EQ(activity.now().call, PluginCall::kNone);
  activity.begin(PluginCall::kMessage, 1000);
  const Activity::Snapshot first = activity.now();
  EXPECT_EQ(first.call, PluginCall::kMessage);
  EXPECT_EQ(first.type, 1000U);
  activity.end();
  EXPECT_EQ(activity.now().call, PluginCall::kNone);
  activity.begin(PluginCall::kDestroy, 0);
  EXPECT_EQ(activity.now().call, PluginCall::kDestroy);
  EXPECT_NE(activity.now().number, first.number);
}

}  // namespace
}  // namespace maelstrom::host
