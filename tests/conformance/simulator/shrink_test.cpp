#include "conformance/simulator/shrink.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace maelstrom::conformance {
namespace {

Plan large() {
  Plan plan;
  plan.workload = "echo";
  plan.nodes = {"a", "b", "c", "d", "e"};
  plan.concurrency = 10;
  plan.rate = 100;
  plan.time_limit = 60 * kSecond;
  plan.latency.mean = 5 * kMillisecond;
  plan.faults = {FaultKind::kPartition, FaultKind::kKill, FaultKind::kClock};
  return plan;
}

TEST(Shrink, KeepsWhatTheFailureNeedsAndNoMore) {
  const auto needs_a_kill_two_nodes_and_ten_seconds = [](const Plan& plan) {
    return std::count(plan.faults.begin(), plan.faults.end(), FaultKind::kKill) == 1 && plan.nodes.size() >= 2 &&
           plan.time_limit >= 10 * kSecond;
  };
  const Plan small = shrink(large(), needs_a_kill_two_nodes_and_ten_seconds);
  EXPECT_EQ(small.faults, std::vector{FaultKind::kKill});
  EXPECT_EQ(small.nodes.size(), 2U);
  EXPECT_LT(small.time_limit, 13 * kSecond);
  EXPECT_GE(small.time_limit, 10 * kSecond);
  EXPECT_EQ(small.rate, 1);
  EXPECT_EQ(small.concurrency, 1U);
  EXPECT_EQ(small.latency.mean, 0);
}

TEST(Shrink, LeavesAPlanAloneThatNothingSmallerFails) {
  const auto only_this = [](const Plan& plan) {
    return plan.faults.size() == 3 && plan.nodes.size() == 5 && plan.time_limit == 60 * kSecond && plan.rate == 100 &&
           plan.concurrency == 10 && plan.latency.mean != 0;
  };
  const Plan same = shrink(large(), only_this);
  EXPECT_TRUE(only_this(same));
}

TEST(Shrink, TriesFewerNodesWithTheSameClients) {
  const auto needs_six_clients = [](const Plan& plan) { return plan.concurrency >= 6; };
  const Plan small = shrink(large(), needs_six_clients);
  EXPECT_EQ(small.nodes.size(), 1U);
  EXPECT_EQ(small.concurrency, 6U);
}

SeedOutcome failed_by(std::vector<std::string> kinds) {
  SeedOutcome outcome;
  outcome.valid = kinds.empty() ? Validity::kTrue : Validity::kFalse;
  outcome.failed = std::move(kinds);
  return outcome;
}

TEST(Shrink, TheSameFailureHasTheKindThatWasReportedFirst) {
  const SeedOutcome failure = failed_by({"lost-write", "unseen"});
  EXPECT_TRUE(is_same_failure(failure, failed_by({"lost-write"})));
  EXPECT_TRUE(is_same_failure(failure, failed_by({"exits", "lost-write"})));
  EXPECT_FALSE(is_same_failure(failure, failed_by({"unseen"})));
  EXPECT_FALSE(is_same_failure(failure, failed_by({"no-ok"})));
  EXPECT_FALSE(is_same_failure(failure, failed_by({})));
}

}  // namespace
}  // namespace maelstrom::conformance
