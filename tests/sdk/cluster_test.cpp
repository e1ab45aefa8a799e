// Plugins written with this SDK in whole clusters under faults: typical use of coroutines, rpcs, timers and services,
// against services that are as slow and as stale as Maelstrom's.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <maelstrom/topology.hpp>
#include <maelstrom/workload.hpp>

#include "conformance/report/results.hpp"
#include "conformance/simulator/simulation.hpp"
#include "history/time.hpp"
#include "workload_node.hpp"

namespace maelstrom::tests {
namespace {

using namespace std::chrono_literals;
using conformance::FaultKind;
using conformance::Results;
using conformance::Simulation;
using conformance::Validity;

Simulation cluster(std::string workload, std::uint64_t seed) {
  Simulation simulation;
  simulation.plan.workload = std::move(workload);
  simulation.plan.nodes = {"n1", "n2", "n3", "n4", "n5"};
  simulation.plan.concurrency = 10;
  simulation.plan.rate = 100;
  simulation.plan.time_limit = 10 * conformance::kSecond;
  simulation.plan.nemesis_interval = conformance::kSecond;
  simulation.plan.latency = {conformance::LatencyDistribution::kExponential, 10 * conformance::kSecond / 1000};
  simulation.plan.seed = seed;
  return simulation;
}

std::string words(const Results& results) {
  return summary(results) + verdict_text(results);
}

std::vector<FaultKind> all_faults() {
  std::vector<FaultKind> kinds;
  for (const conformance::FaultEntry& entry : conformance::kFaults) {
    kinds.push_back(entry.kind);
  }
  return kinds;
}

class IdsOf : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Cluster, IdsOf, ::testing::Values("cas", "tso"),
                         [](const auto& draw) { return std::string(draw.param); });

TEST_P(IdsOf, AreUniqueAndAnsweredWithoutFaults) {
  Simulation simulation = cluster("unique-ids", 1);
  simulation.node_options.plugin_options["draw"] = GetParam();
  simulation.plan.answer_all = true;
  const Results results = simulation.run(BLOCK_IDS_PLUGIN);
  EXPECT_EQ(results.valid, Validity::kTrue) << words(results);
  EXPECT_EQ(results.counts.ok, results.counts.invoked) << words(results);
  EXPECT_GT(results.counts.ok, 900U);
}

TEST_P(IdsOf, AreUniqueUnderEveryFaultAtOnce) {
  std::uint64_t ok = 0;
  std::uint64_t lost = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Simulation simulation = cluster("unique-ids", seed);
    simulation.node_options.plugin_options["draw"] = GetParam();
    simulation.plan.faults = all_faults();
    simulation.plan.answer_all = true;
    const Results results = simulation.run(BLOCK_IDS_PLUGIN);
    EXPECT_EQ(results.valid, Validity::kTrue) << words(results);
    ok += results.counts.ok;
    lost += results.network.lost;
  }
  EXPECT_GT(ok, 1000U);
  EXPECT_GT(lost, 100U) << "too few faults: the test proves little";
}

// Proof that the tests above can fail: the same plugin with a read and a write instead of the compare-and-set.
TEST(IdsWithoutCompareAndSet, AreFoundOut) {
  Simulation simulation = cluster("unique-ids", 1);
  simulation.node_options.plugin_options["draw"] = "write";
  const Results results = simulation.run(BLOCK_IDS_PLUGIN);
  EXPECT_EQ(results.valid, Validity::kFalse);
  EXPECT_NE(verdict_text(results).find(" was returned "), std::string::npos) << words(results);
}

// An echo that asks a majority of its peers first, and also gossips by a timer.
class QuorumEcho : public Workload {
 public:
  explicit QuorumEcho(Host host) : Workload(host) {
    on("echo", [this](Request& request) -> Task<> {
      co_await retry({.attempts = 0, .deadline = 3s}, [this] { return ask_majority(); });
      request.reply("echo_ok", {{"echo", request.field("echo")}});
    });
    on("ask", [](Request& request) { request.reply("ask_ok"); });
    on("gossip", [this](Request& request) { heard_ += request.get<int>("n"); });
    every(200ms, [this] {
      for (const std::string& neighbour : neighbours_of(topology::tree(node_ids(), 2), node_id())) {
        send(neighbour, "gossip", {{"n", 1}});
      }
    });
  }

 private:
  Task<std::vector<Reply>> ask_majority() {
    std::vector<Rpc> asked;
    for (const std::string& peer : peers()) {
      asked.push_back(rpc(peer, "ask", {}, 500ms));
    }
    return quorum(std::move(asked), node_ids().size() / 2);
  }

  int heard_ = 0;
};

TEST(QuorumOfACluster, AnswersEveryRequestThatReachesALivingMajority) {
  static constexpr const char* kTypes[] = {"echo", "ask", "gossip"};
  const maelstrom_plugin plugin = plugin_of<QuorumEcho>(kTypes);
  Simulation calm = cluster("echo", 1);
  calm.plan.answer_all = true;
  const Results all = calm.run(plugin);
  EXPECT_EQ(all.valid, Validity::kTrue) << words(all);
  EXPECT_EQ(all.counts.ok, all.counts.invoked) << words(all);
  std::uint64_t ok = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Simulation simulation = cluster("echo", seed);
    simulation.plan.faults = all_faults();
    simulation.plan.answer_all = true;
    const Results results = simulation.run(plugin);
    EXPECT_EQ(results.valid, Validity::kTrue) << words(results);
    ok += results.counts.ok;
  }
  EXPECT_GT(ok, 3000U);
}

TEST(QuorumOfACluster, IsTheSameFromTheSameSeed) {
  static constexpr const char* kTypes[] = {"echo", "ask", "gossip"};
  const maelstrom_plugin plugin = plugin_of<QuorumEcho>(kTypes);
  const auto traced = [&plugin](std::uint64_t seed) {
    Simulation simulation = cluster("echo", seed);
    simulation.plan.time_limit = 3 * conformance::kSecond;
    simulation.plan.faults = all_faults();
    conformance::Trace trace;
    simulation.trace = &trace;
    simulation.run(plugin);
    return trace.take();
  };
  const std::string once = traced(7);
  EXPECT_GT(once.size(), 10'000U);
  EXPECT_EQ(once, traced(7));
  EXPECT_NE(once, traced(8));
}

}  // namespace
}  // namespace maelstrom::tests
