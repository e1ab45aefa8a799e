#include "conformance/processes/process_cluster.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../scenario.hpp"
#include "conformance/choices/random.hpp"
#include "conformance/simulator/simulation.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::conformance {
namespace {

Plan two_nodes() {
  Plan plan;
  plan.workload = "echo";
  plan.nodes = {"n0", "n1"};
  plan.concurrency = 2;
  plan.rate = 1000;
  return plan;
}

// Drives the run until it has finished or `enough` returns true.
template <class Enough>
void play(Run& run, ProcessCluster& cluster, Enough enough) {
  run.start(cluster.now());
  while (!run.finished() && !enough()) {
    cluster.turn(run, run.next_event_time());
    run.advance(cluster.now());
  }
}

TEST(ProcessCluster, AStalledNodeHoldsUpNobodyElse) {
  const TemporaryFolder folder;
  SignalPipe signals;
  const Plan plan = two_nodes();
  ProcessCluster cluster({FIXTURE_NODE, {"stall-n0"}}, plan.nodes, folder.path(), false, signals);
  const auto workload = find_workload("echo")->make(workload_setting(plan));
  conformance::RandomChoices choices(plan.seed);
  conformance::Run run(plan, *workload, cluster, choices);
  bool stuffed = false;
  play(run, cluster, [&] {
    if (!stuffed && run.history().counts().ok > 0) {
      stuffed = true;
      cluster.deliver(0, std::string(4'000'000, 'x'));  // far more than a pipe can hold
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
  const Plan plan = two_nodes();
  ProcessCluster cluster({FIXTURE_NODE, {"long-lines"}}, plan.nodes, folder.path(), false, signals);
  const auto workload = find_workload("echo")->make(workload_setting(plan));
  conformance::RandomChoices choices(plan.seed);
  conformance::Run run(plan, *workload, cluster, choices);
  play(run, cluster, [&run] { return run.history().counts().info > 0; });
  run.interrupt("enough", cluster.now());
  const auto reasons = run.results(find_checker("echo")->check).reasons;
  ASSERT_FALSE(reasons.empty());
  EXPECT_NE(reasons[0].find("the reply echo_ok has the extra key padding"), std::string::npos) << reasons[0];
}

// The start of a shell script for n1 that writes `output` at its first request.
NodeProgram speaker(const std::string& output) {
  return {"/bin/sh", {"-c", "read line; " + output + "; sleep 1000"}};
}

Plan one_node() {
  Plan plan = two_nodes();
  plan.nodes = {"n0"};
  return plan;
}

TEST(ProcessCluster, KeepsWhatNoLineBreakEnded) {
  const TemporaryFolder folder;
  SignalPipe signals;
  const Plan plan = one_node();
  ProcessCluster cluster(speaker("printf 'one\\ntwo'"), plan.nodes, folder.path(), false, signals);
  const auto workload = find_workload("echo")->make(workload_setting(plan));
  conformance::RandomChoices choices(plan.seed);
  conformance::Run run(plan, *workload, cluster, choices);
  EXPECT_EQ(cluster.unfinished_line(0).bytes, "");
  play(run, cluster, [&cluster] { return cluster.unfinished_line(0).bytes == "two"; });
  EXPECT_EQ(cluster.unfinished_line(0).bytes, "two");
  EXPECT_LE(cluster.unfinished_line(0).since, cluster.now());
}

TEST(ProcessCluster, TheEndOfStdoutEndsALine) {
  const TemporaryFolder folder;
  SignalPipe signals;
  const Plan plan = one_node();
  ProcessCluster cluster(speaker(R"(printf '{"src":"n0","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}'; )"
                                 "exec >&-"),
                         plan.nodes, folder.path(), false, signals);
  const auto workload = find_workload("echo")->make(workload_setting(plan));
  conformance::RandomChoices choices(plan.seed);
  conformance::Run run(plan, *workload, cluster, choices);
  play(run, cluster, [&run] { return run.progress(0).phase == "running"; });
  EXPECT_EQ(run.progress(0).phase, "running");
}

TEST(ProcessCluster, EndsATestForALineThatDoesNotEnd) {
  const TemporaryFolder folder;
  SignalPipe signals;
  const Plan plan = one_node();
  constexpr std::size_t kLongest = 1'000'000;
  ProcessCluster cluster(speaker("cat /dev/zero"), plan.nodes, folder.path(), false, signals, kLongest);
  const auto workload = find_workload("echo")->make(workload_setting(plan));
  conformance::RandomChoices choices(plan.seed);
  conformance::Run run(plan, *workload, cluster, choices);
  play(run, cluster, [] { return false; });
  const auto reasons = run.results(find_checker("echo")->check).reasons;
  ASSERT_EQ(reasons.size(), 1U) << joined(reasons);
  EXPECT_TRUE(reasons[0].starts_with("node n0 wrote ")) << reasons[0];
  EXPECT_NE(reasons[0].find(" bytes without a line break"), std::string::npos) << reasons[0];
}

TEST(ProcessCluster, TellsWhatAnEndedNodeSaidLast) {
  const TemporaryFolder folder;
  SignalPipe signals;
  const Plan plan = two_nodes();
  ProcessCluster cluster({"/bin/sh", {"-c", "echo good bye >&2; exit 5"}}, plan.nodes, folder.path(), false, signals);
  const auto workload = find_workload("echo")->make(workload_setting(plan));
  conformance::RandomChoices choices(plan.seed);
  conformance::Run run(plan, *workload, cluster, choices);
  play(run, cluster, [] { return false; });
  const auto reasons = run.results(find_checker("echo")->check).reasons;
  ASSERT_FALSE(reasons.empty());
  EXPECT_NE(reasons[0].find("exited with status 5"), std::string::npos) << reasons[0];
  EXPECT_NE(reasons[0].find("good bye"), std::string::npos) << reasons[0];
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line) && !file.eof();) {  // complete lines
    lines.push_back(line);
  }
  return lines;
}

TEST(ProcessCluster, ANodesNextLifeHearsTenMessagesThatWereSentToItWhileItWasDead) {
  const TemporaryFolder folder;
  SignalPipe signals;
  Plan plan = two_nodes();
  plan.nodes.emplace_back("n2");
  plan.rate = 0;
  ProcessCluster cluster({FIXTURE_NODE, {"hears"}}, plan.nodes, folder.path(), false, signals);
  const auto workload = find_workload("echo")->make(workload_setting(plan));
  conformance::RandomChoices choices(plan.seed);
  conformance::Run run(plan, *workload, cluster, choices);
  const auto log = folder.path() / "n1.log";
  bool killed = false;
  play(run, cluster, [&] {
    if (!killed && run.progress(0).phase == "running") {
      killed = true;
      run.inject(kill_nodes({1}), cluster.now());
      for (int i = 0; i < 11; ++i) {
        const std::string src = i % 2 == 0 ? "n0" : "n2";
        const std::string body = R"({"type":"gossip","number":)" + std::to_string(i) + "}";
        run.on_node_line(i % 2 == 0 ? 0 : 2, R"({"src":")" + src + R"(","dest":"n1","body":)" + body + "}",
                         cluster.now());
      }
      run.inject(isolate_nodes({0}, 3), cluster.now());
      run.inject(start_nodes({1}), cluster.now());
    }
    return killed && lines_of(log).size() >= 9;  // "mode hears in 4711" and "init" of each life, and n2's messages
  });
  // Ids 0 to 5 are the inits and their answers, 6 to 16 the gossip; its last message is dropped.
  const auto heard = lines_of(log);
  ASSERT_EQ(heard.size(), 9U) << joined(heard);
  EXPECT_EQ(heard[3], "init 17");
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(heard[4 + i], "hears " + std::to_string(7 + 2 * i) + R"( {"number":)" + std::to_string(1 + 2 * i) +
                                R"(,"type":"gossip"})");
  }
  run.interrupt("enough", cluster.now());
  EXPECT_EQ(run.results(find_checker("echo")->check).network.lost, 6U) << "five in the partition, and the eleventh";
}

TEST(ProcessCluster, RefusesAProgramThatCannotRun) {
  const TemporaryFolder folder;
  SignalPipe signals;
  ProcessCluster cluster({"/no/such/program", {}}, {"n0"}, folder.path(), false, signals);
  EXPECT_THROW(cluster.start(0), CannotRun);
}

}  // namespace
}  // namespace maelstrom::conformance
