#include "conformance/process_cluster.hpp"

#include <gtest/gtest.h>

#include "temporary_folder.hpp"

namespace maelstrom::conformance {
namespace {

TestPlan two_nodes() {
  TestPlan plan;
  plan.workload = "echo";
  plan.nodes = {"n0", "n1"};
  plan.concurrency = 2;
  plan.rate = 1000;
  return plan;
}

// Plays the run until it has finished or `enough` says so.
template <class Enough>
void play(TestRun& run, ProcessCluster& cluster, Enough enough) {
  run.start(cluster.now());
  while (!run.finished() && !enough()) {
    cluster.turn(run, run.next_event_time());
    run.advance(cluster.now());
  }
}

TEST(ProcessCluster, AStalledNodeHoldsUpNobodyElse) {
  const TemporaryFolder folder;
  SignalPipe signals;
  const TestPlan plan = two_nodes();
  ProcessCluster cluster({FIXTURE_NODE, {"stall-n0"}}, plan.nodes, folder.path(), false, signals);
  const auto workload = find_workload("echo")->make();
  TestRun run(plan, *workload, cluster);
  bool stuffed = false;
  play(run, cluster, [&] {
    if (!stuffed && run.history().counts().ok > 0) {
      stuffed = true;
      cluster.deliver(0, std::string(4'000'000, 'x'));  // far more than a pipe holds
    }
    return run.history().counts().ok >= 50;
  });
  EXPECT_EQ(run.history().counts().ok, 50U);
  for (OperationIndex index = 0; index < run.history().counts().invoked; ++index) {
    const Operation& operation = run.history().operation(index);
    EXPECT_EQ(operation.outcome == Outcome::kOk, operation.node == 1 && operation.outcome != Outcome::kPending);
  }
}

TEST(ProcessCluster, HandsOverLinesOfAnyLength) {
  const TemporaryFolder folder;
  SignalPipe signals;
  const TestPlan plan = two_nodes();
  ProcessCluster cluster({FIXTURE_NODE, {"long-lines"}}, plan.nodes, folder.path(), false, signals);
  const auto workload = find_workload("echo")->make();
  TestRun run(plan, *workload, cluster);
  play(run, cluster, [&run] { return run.history().counts().info > 0; });
  run.interrupt("enough", cluster.now());
  const auto reasons = run.results().reasons;
  ASSERT_FALSE(reasons.empty());
  EXPECT_NE(reasons[0].find("the reply echo_ok has the extra key padding"), std::string::npos) << reasons[0];
}

TEST(ProcessCluster, TellsWhatAnEndedNodeSaidLast) {
  const TemporaryFolder folder;
  SignalPipe signals;
  const TestPlan plan = two_nodes();
  ProcessCluster cluster({"/bin/sh", {"-c", "echo good bye >&2; exit 5"}}, plan.nodes, folder.path(), false, signals);
  const auto workload = find_workload("echo")->make();
  TestRun run(plan, *workload, cluster);
  play(run, cluster, [] { return false; });
  const auto reasons = run.results().reasons;
  ASSERT_FALSE(reasons.empty());
  EXPECT_NE(reasons[0].find("exited with status 5"), std::string::npos) << reasons[0];
  EXPECT_NE(reasons[0].find("good bye"), std::string::npos) << reasons[0];
}

TEST(ProcessCluster, RefusesAProgramThatCannotRun) {
  const TemporaryFolder folder;
  SignalPipe signals;
  ProcessCluster cluster({"/no/such/program", {}}, {"n0"}, folder.path(), false, signals);
  EXPECT_THROW(cluster.start(0), ClusterError);
}

}  // namespace
}  // namespace maelstrom::conformance
