// The fixtures for Maelstrom's workloads: without a mistake, no seed finds a failure; with a mistake, a seed finds it.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/report/results.hpp"
#include "conformance/simulator/simulation.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {
namespace {

// Three nodes under requests for a while, with enough clients that some are free while others wait for a node that is
// down.
Simulation small_cluster(const std::string& workload, std::uint64_t seed) {
  constexpr std::uint32_t kClients = 18;
  Simulation simulation;
  simulation.plan.workload = workload;
  simulation.plan.nodes = {"n1", "n2", "n3"};
  simulation.plan.concurrency = kClients;
  simulation.plan.rate = 100;
  simulation.plan.time_limit = 3 * kSecond;
  simulation.plan.recovery = 3 * kSecond;
  simulation.plan.nemesis_interval = kSecond;
  simulation.plan.latency = {LatencyDistribution::kExponential, 10 * kMillisecond};
  simulation.plan.seed = seed;
  simulation.node_options.plugin_options["mistake"] = "none";
  return simulation;
}

std::string path_of_fixture(const std::string& plugin) {
  return std::string(FIXTURE_PLUGINS) + "/" + plugin + ".so";
}

struct RightFixture {
  const char* workload;
  const char* plugin;

  friend void PrintTo(const RightFixture& row, std::ostream* out) { *out << row.workload; }
};

constexpr RightFixture kRightFixtures[] = {
    {"broadcast", "sets"},
    {"g-set", "sets"},
    {"g-counter", "counters"},
    {"pn-counter", "counters"},
    {"lin-kv", "registers"},
    {"kafka", "logs"},
    {"txn-list-append", "transactions"},
    {"txn-rw-register", "transactions"},
};

class RightFixtures : public testing::TestWithParam<RightFixture> {
 protected:
  static Simulation simulation(std::uint64_t seed) {
    Simulation simulation = small_cluster(GetParam().workload, seed);
    if (GetParam().plugin == std::string("sets")) {
      simulation.node_options.plugin_options["workload"] = GetParam().workload;
    }
    for (const FaultEntry& entry : kFaults) {
      simulation.plan.faults.push_back(entry.kind);
    }
    return simulation;
  }

  static std::string plugin() { return path_of_fixture(GetParam().plugin); }
};

TEST_P(RightFixtures, AreValidUnderEveryFaultAtOnce) {
  const std::uint64_t seeds = MAELSTROM_SANITIZED ? 5 : 25;  // a sanitizer is ten times slower
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Results results = simulation(seed).run(plugin());
    // Maelstrom calls a run invalid if it was so short, and so disturbed, that no operation of one kind succeeded.
    const bool is_hollow = results.stats.valid != Validity::kTrue;
    EXPECT_TRUE(results.valid == Validity::kTrue || is_hollow) << "seed " << seed << '\n' << verdict_text(results);
    EXPECT_NE(results.workload.valid, Validity::kFalse) << "seed " << seed << '\n' << verdict_text(results);
  }
}

TEST_P(RightFixtures, MakeTheSameTraceAndHistoryFromTheSameSeed) {
  const auto recorded = [](std::uint64_t seed) {
    Simulation run = simulation(seed);
    Trace trace;
    run.trace = &trace;
    run.run(plugin());
    std::ostringstream history;
    run.history().write(history);
    return trace.take() + history.str();
  };
  const std::string once = recorded(7);
  EXPECT_GT(once.size(), 10'000U);
  EXPECT_EQ(once, recorded(7));
  EXPECT_NE(once, recorded(8));
}

std::string test_name(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Simulation, RightFixtures, testing::ValuesIn(kRightFixtures),
                         [](const auto& row) { return test_name(row.param.workload); });

struct FixtureMistake {
  const char* plugin;
  const char* workload;
  const char* mistake;
  std::vector<FaultKind> faults;
  std::vector<std::string> found;  // one of these kinds is among the findings

  friend void PrintTo(const FixtureMistake& row, std::ostream* out) { *out << row.workload << ' ' << row.mistake; }
};

class FixtureMistakes : public testing::TestWithParam<FixtureMistake> {
 protected:
  static Simulation simulation(std::uint64_t seed) {
    Simulation simulation = small_cluster(GetParam().workload, seed);
    simulation.plan.faults = GetParam().faults;
    simulation.node_options.plugin_options["mistake"] = GetParam().mistake;
    if (GetParam().plugin == std::string("sets")) {
      simulation.node_options.plugin_options["workload"] = GetParam().workload;
    }
    return simulation;
  }

  // The kind of the finding that shows the bug; empty if not found.
  static std::string found_as(const Results& results) {
    const auto& findings = results.workload.findings;
    const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
      const auto& kinds = GetParam().found;
      return finding.invalidates && std::find(kinds.begin(), kinds.end(), finding.kind) != kinds.end();
    });
    return found == findings.end() ? std::string() : found->kind;
  }
  static bool is_found(const Results& results) { return !found_as(results).empty(); }

  // A row of the table in docs/simulation.md.
  static void print_row(const Results& results, std::uint64_t seed) {
    const FixtureMistake& row = GetParam();
    const std::string fault =
        row.faults.empty() ? "none" : "`" + std::string(fault_entry(row.faults.front()).name) + "`";
    std::cout << "| " << row.workload << " | `" << row.mistake << "` | " << fault << " | `" << found_as(results)
              << "` | " << seed << " |\n";
  }
};

TEST_P(FixtureMistakes, AreFoundWithinAThousandSeedsAndAgainFromTheSeed) {
  const std::string plugin = path_of_fixture(GetParam().plugin);
  std::uint64_t seed = 0;
  Results results;
  do {
    results = simulation(++seed).run(plugin);
  } while (!is_found(results) && seed < 1000);
  EXPECT_EQ(results.valid, Validity::kFalse) << "not found in 1000 seeds";
  EXPECT_TRUE(is_found(results)) << verdict_text(results);
  EXPECT_EQ(verdict_text(simulation(seed).run(plugin)), verdict_text(results));
  print_row(results, seed);
}

std::vector<FixtureMistake> fixture_mistakes() {
  const std::vector<FaultKind> loss = {FaultKind::kLoss};
  const std::vector<FaultKind> kill = {FaultKind::kKill};
  const std::vector<FaultKind> partition = {FaultKind::kPartition};
  return {
      {"sets", "broadcast", "silent", {}, {"lost"}},
      {"sets", "broadcast", "fire-and-forget", loss, {"lost"}},
      {"sets", "broadcast", "forgets", kill, {"lost"}},
      {"sets", "broadcast", "phantom", {}, {"phantom"}},
      {"sets", "g-set", "silent", {}, {"lost"}},
      {"sets", "g-set", "fire-and-forget", loss, {"lost"}},
      {"sets", "g-set", "forgets", kill, {"lost"}},
      {"sets", "g-set", "phantom", {}, {"phantom"}},
      {"counters", "g-counter", "double-add", loss, {"wrong-sum"}},
      {"counters", "g-counter", "lost-add", {}, {"wrong-sum"}},
      {"counters", "g-counter", "late", kill, {"wrong-sum"}},
      {"counters", "pn-counter", "double-add", loss, {"wrong-sum"}},
      {"counters", "pn-counter", "lost-add", {}, {"wrong-sum"}},
      {"counters", "pn-counter", "late", kill, {"wrong-sum"}},
      {"registers", "lin-kv", "stale-reads", {}, {"nonlinearizable"}},
      {"registers", "lin-kv", "two-step-cas", {}, {"nonlinearizable"}},
      {"registers", "lin-kv", "split-brain", partition, {"nonlinearizable"}},
      {"logs", "kafka", "reused-offsets", {}, {"inconsistent-offsets"}},
      {"logs", "kafka", "skipped", {}, {"int-poll-skip", "poll-skip", "lost-write"}},
      {"logs", "kafka", "dirty-offsets", kill, {"inconsistent-offsets", "lost-write"}},
      {"transactions", "txn-list-append", "dirty", {}, {"G1a"}},
      {"transactions", "txn-list-append", "lost-update", {}, {"lost-update"}},
      {"transactions", "txn-list-append", "write-skew", {}, {"G2-item", "G-nonadjacent-item"}},
      {"transactions", "txn-list-append", "stale-snapshot", {}, {"G-single-item-realtime"}},
      {"transactions", "txn-rw-register", "dirty", {}, {"G1a"}},
      {"transactions", "txn-rw-register", "lost-update", {}, {"lost-update"}},
      {"transactions", "txn-rw-register", "write-skew", {}, {"G2-item", "G-nonadjacent-item"}},
      {"transactions", "txn-rw-register", "stale-snapshot", {}, {"G-single-item-realtime"}},
  };
}

INSTANTIATE_TEST_SUITE_P(Simulation, FixtureMistakes, testing::ValuesIn(fixture_mistakes()), [](const auto& row) {
  return test_name(row.param.workload + std::string("_") + row.param.mistake);
});

}  // namespace
}  // namespace maelstrom::conformance
