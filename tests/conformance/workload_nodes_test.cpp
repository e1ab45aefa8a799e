// `conformance test` with a node in Python, right and wrong, for every workload: a right node is valid, also during
// partitions, and each mistake is found under its own name.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "conformance/workloads/workload.hpp"
#include "process.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::conformance {
namespace {

constexpr int kValid = 0;
constexpr int kInvalid = 1;

struct NodeCase {
  std::string name;
  std::string workload;
  std::string mistake;
  std::string finding = {};  // its type in results.json; empty: the run must be valid
  std::vector<std::string> options = {};
  std::string reason = {};  // a part of the output

  friend void PrintTo(const NodeCase& row, std::ostream* out) { *out << row.name; }
};

bool python_is_installed() {
  return std::system("command -v python3 >/dev/null") == 0;  // NOLINT(cert-env33-c): the test's own words
}

struct CaseOutcome {
  int status = -1;
  std::string text;
  nlohmann::json results;

  bool came_up() const { return text.find("did not answer init") == std::string::npos; }
};

bool has_final_phase(const std::string& workload) {
  constexpr std::array kWithout = {"echo", "unique-ids", "lin-kv", "txn-list-append", "txn-rw-register"};
  return std::find(kWithout.begin(), kWithout.end(), workload) == kWithout.end();
}

CaseOutcome run_case(const NodeCase& row) {
  const TemporaryFolder folder;
  std::vector<std::string> command = {CONFORMANCE_PROGRAM, "test",  "-w",     row.workload, "--bin",  WORKLOAD_NODE,
                                      "--store",           "store", "--seed", "1",          "--rate", "100"};
  const auto add = [&](const std::string& option, const std::string& value) {
    if (std::find(row.options.begin(), row.options.end(), option) == row.options.end()) {
      command.insert(command.end(), {option, value});
    }
  };
  add("--node-count", "3");
  add("--time-limit", "1.5");
  if (has_final_phase(row.workload)) {
    // A right node needs time to send its data to the others, especially on a busy machine.
    add("--recovery-time", row.finding.empty() ? "4" : "0.5");
  }
  command.insert(command.end(), row.options.begin(), row.options.end());
  command.insert(command.end(), {"--", row.mistake, row.workload});
  tests::ProcessOptions options;
  options.directory = folder.path();
  const auto ended = tests::run(command, "", options);
  std::ifstream file(folder.path() / "store" / "latest" / "results.json");
  return {ended.exit_code, ended.out + ended.err, nlohmann::json::parse(file, nullptr, false)};
}

std::set<std::string> finding_types(const nlohmann::json& results) {
  std::set<std::string> types;
  for (const nlohmann::json& finding : results.at("workload").value("findings", nlohmann::json::array())) {
    types.insert(finding.at("type").get<std::string>());
  }
  return types;
}

class WorkloadNodes : public ::testing::TestWithParam<NodeCase> {};

TEST_P(WorkloadNodes, AreJudgedByWhatTheyDo) {
  if (!python_is_installed()) {
    GTEST_SKIP() << "python3 is not installed";
  }
  // Each of these nodes answers init, but on a busy machine Python may need longer to start than the init timeout.
  constexpr int kAttempts = 3;
  CaseOutcome outcome = run_case(GetParam());
  for (int attempt = 1; attempt < kAttempts && !outcome.came_up(); ++attempt) {
    outcome = run_case(GetParam());
  }
  if (!outcome.came_up()) {
    GTEST_SKIP() << "this machine is too busy to start Python within 10 s";
  }
  const NodeCase& row = GetParam();
  const bool is_valid = row.finding.empty() && row.reason.empty();
  EXPECT_EQ(outcome.status, is_valid ? kValid : kInvalid) << outcome.text;
  ASSERT_TRUE(outcome.results.is_object()) << outcome.text;
  EXPECT_EQ(outcome.results["valid"], is_valid) << outcome.text;
  if (!row.finding.empty()) {
    // The kind depends on timing: "nonlinearizable" or "nonlinearizable-error".
    const auto is_of_kind = [&row](const std::string& type) { return type.starts_with(row.finding); };
    EXPECT_TRUE(std::ranges::any_of(finding_types(outcome.results), is_of_kind)) << row.finding << "\nin\n"
                                                                                 << outcome.text;
  }
  EXPECT_NE(outcome.text.find(row.reason), std::string::npos) << row.reason << "\nin\n" << outcome.text;
}

std::vector<NodeCase> node_cases() {
  const std::vector<std::string> cut = {"--nemesis", "partition", "--nemesis-interval", "0.3"};
  // Transactions overlap: each takes 80 ms, and twelve always run.
  const std::vector<std::string> crowd = {"--concurrency", "4n", "--key-count", "2", "--latency", "20"};
  std::vector<NodeCase> rows = {
      {"Garble", "echo", "garble", "wrong-echo"},
      {"Repeat", "unique-ids", "repeat", "duplicated"},
      {"Lose", "broadcast", "lose", "lost"},
      {"MutePeers", "broadcast", "mute-peers", "lost"},
      {"Invent", "broadcast", "invent", "phantom"},
      {"InventJudgedAsMaelstromDoes", "broadcast", "invent", "", {"--as-maelstrom"}},
      {"Lose", "g-set", "lose", "lost"},
      {"MutePeers", "g-set", "mute-peers", "lost"},
      {"Invent", "g-set", "invent", "phantom"},
      {"Lose", "g-counter", "lose", "wrong-sum"},
      {"Double", "g-counter", "double", "wrong-sum"},
      {"MutePeers", "g-counter", "mute-peers", "wrong-sum"},
      {"Lose", "pn-counter", "lose", "wrong-sum"},
      {"Double", "pn-counter", "double", "wrong-sum"},
      {"MutePeers", "pn-counter", "mute-peers", "wrong-sum"},
      {"Local", "lin-kv", "local", "nonlinearizable"},
      {"Stale", "lin-kv", "stale", "nonlinearizable"},
      {"RightWithTwelveNodes", "lin-kv", "right", "", {"--node-count", "12"}},
      {"Local", "kafka", "local", "inconsistent-offsets"},
      {"Reuse", "kafka", "reuse", "inconsistent-offsets"},
      {"Skip", "kafka", "skip", "int-poll-skip"},
      {"Unacked", "kafka", "unacked", "lost-write"},
      {"Local", "txn-list-append", "local", "incompatible-order"},
      {"LostUpdate", "txn-list-append", "lost-update", "lost-update", crowd},
      {"Dirty", "txn-list-append", "dirty", "G1a"},
      {"Swap", "txn-list-append", "swap", "reply-mismatch"},
      {"Local", "txn-rw-register", "local", "lost-update", crowd},
      {"LostUpdate", "txn-rw-register", "lost-update", "lost-update", crowd},
      {"Dirty", "txn-rw-register", "dirty", "G1a"},
      {"Swap", "txn-rw-register", "swap", "reply-mismatch"},
      {"AboveALimit", "broadcast", "right", "", {"--limit", "msgs-per-op=0.001"}, "msgs-per-op is "},
      {"BelowALimit", "broadcast", "right", "", {"--limit", "msgs-per-op=1000"}},
  };
  for (const WorkloadEntry& workload : workloads()) {
    rows.push_back({"Right", std::string(workload.name), "right"});
    rows.push_back({"RightWhenTheNetworkIsCut", std::string(workload.name), "right", "", cut});
  }
  for (NodeCase& row : rows) {
    row.name = row.workload + '_' + row.name;
    std::replace(row.name.begin(), row.name.end(), '-', '_');
  }
  return rows;
}

INSTANTIATE_TEST_SUITE_P(OfAllWorkloads, WorkloadNodes, ::testing::ValuesIn(node_cases()),
                         [](const ::testing::TestParamInfo<NodeCase>& row) { return row.param.name; });

}  // namespace
}  // namespace maelstrom::conformance
