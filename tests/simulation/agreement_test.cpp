// `conformance test` and `conformance simulate` reach the same verdict for every plugin of the simulation tests, except
// where one of the two cannot see a mistake.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "process.hpp"

namespace maelstrom::tests {
namespace {

constexpr int kValid = 0;
constexpr int kInvalid = 1;
constexpr int kNotOffered = 2;  // a fault that this engine does not have

struct Row {
  std::string plugin;
  std::vector<std::string> options;
  int simulated;
  int real;
  std::string found;  // in the output of both, or of the command that finds the mistake

  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.plugin; }
};

std::string path_of(const std::string& plugin) {
  return plugin == "echo"         ? ECHO_PLUGIN
         : plugin == "unique_ids" ? UNIQUE_IDS_PLUGIN
                                  : std::string(FIXTURE_PLUGINS) + "/" + plugin + ".so";
}

class Agreement : public testing::TestWithParam<Row> {
 protected:
  // Enough clients that some are free while those of a killed node wait.
  static Process::Result run(std::vector<std::string> command, const std::vector<std::string>& options) {
    const std::vector<std::string> common = {
        "--plugin", path_of(GetParam().plugin), "--rate", "100", "--concurrency", "50n", "--seed", "1"};
    command.insert(command.begin(), CONFORMANCE);
    command.insert(command.end(), common.begin(), common.end());
    command.insert(command.end(), options.begin(), options.end());
    return Process(command).finish();
  }

  static void expect(const Process::Result& result, int exit_code) {
    EXPECT_EQ(result.exit_code, exit_code) << result.out << result.err;
    if (exit_code == kInvalid) {
      EXPECT_NE(result.out.find(GetParam().found), std::string::npos) << result.out;
    }
  }
};

TEST_P(Agreement, IsOnTheVerdict) {
  const std::filesystem::path store =
      std::filesystem::temp_directory_path() / ("agreement-" + std::to_string(getpid()) + "-" + GetParam().plugin);
  expect(run({"simulate"}, GetParam().options), GetParam().simulated);
  std::vector<std::string> options = GetParam().options;
  if (GetParam().real == kValid) {
    // How soon a real node answers depends on the load of the machine; only in virtual time does it depend only on the
    // plugin.
    std::erase(options, "--answer-all");
  }
  expect(run({"test", "--host", HOST, "--store", store.string()}, options), GetParam().real);
  std::filesystem::remove_all(store);
}

const std::string kTwice = " was returned ";

std::vector<Row> rows() {
  const std::vector<std::string> ids = {"-w", "unique-ids", "--nodes", "n1,a1"};
  const std::vector<std::string> echoes = {"-w", "echo", "--nodes", "n1,n2,n3", "--answer-all"};
  const auto with = [](std::vector<std::string> options, const std::string& time_limit, const std::string& faults) {
    options.insert(options.end(), {"--time-limit", time_limit});
    if (!faults.empty()) {
      options.insert(options.end(), {"--nemesis", faults, "--nemesis-interval", "0.5"});
    }
    return options;
  };
  const std::string all = "partition,one-way,loss,duplicate,reorder,delay-spike,kill,pause";
  return {
      {"counter_ids", with(ids, "3", "kill"), kInvalid, kInvalid, kTwice},
      {"digit_ids", with(ids, "1", ""), kInvalid, kInvalid, kTwice},
      {"double_reply", with(echoes, "2", "duplicate"), kInvalid, kInvalid, "the request has been answered already"},
      {"lost_reply", with(echoes, "2", "loss"), kInvalid, kInvalid, "did not answer a request"},
      {"crashes", with(echoes, "1", ""), kInvalid, kInvalid, " by signal 6"},
      {"throws", with(echoes, "1", ""), kInvalid, kInvalid, "error replies: 13 crash, \"my bug\""},
      {"relay", with(echoes, "3", all), kValid, kValid, ""},
      {"echo", with(echoes, "3", all), kValid, kValid, ""},
      {"unique_ids", with(ids, "3", all), kValid, kValid, ""},
      // The clock of a real process is not changed.
      {"clock_ids", with(ids, "60", "clock"), kInvalid, kNotOffered, kTwice},
      {"file_scope_ids", with(ids, "3", "kill"), kInvalid, kInvalid, kTwice},
      {"threads", with(echoes, "2", all), kValid, kValid, ""},
      // Processes do not share globals, neither real nor simulated ones, so this mistake has no effect.
      {"global_ids", with(ids, "1", ""), kValid, kValid, ""},
  };
}

INSTANTIATE_TEST_SUITE_P(Engines, Agreement, testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.plugin; });

// A mistake that every run shows; the checker of its workload finds it.
struct WorkloadMistake {
  std::string plugin;
  std::string workload;
  std::string mistake;
  std::set<std::string> found;  // one of these kinds is among the findings
  bool has_final_phase;

  friend void PrintTo(const WorkloadMistake& row, std::ostream* out) { *out << row.workload << ' ' << row.mistake; }
};

class WorkloadMistakes : public testing::TestWithParam<WorkloadMistake> {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("mistakes-" + std::to_string(getpid()) + "-" + GetParam().workload + "-" + GetParam().mistake);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void expect_found(std::vector<std::string> command) const {
    const WorkloadMistake& row = GetParam();
    const std::string store = (folder_ / command.front()).string();
    command.insert(command.begin(), CONFORMANCE);
    // Messages with some latency, and enough clients that requests overlap.
    command.insert(command.end(), {"-w",
                                   row.workload,
                                   "--plugin",
                                   path_of(row.plugin),
                                   "--node-count",
                                   "3",
                                   "--rate",
                                   "100",
                                   "--concurrency",
                                   "6n",
                                   "--time-limit",
                                   "2",
                                   "--latency",
                                   "10",
                                   "--latency-dist",
                                   "exponential",
                                   "--seed",
                                   "1",
                                   "--store",
                                   store});
    if (row.has_final_phase) {
      command.insert(command.end(), {"--recovery-time", "0.5"});
    }
    command.insert(command.end(), {"--", "--set", "mistake=" + row.mistake});
    if (row.plugin == "sets") {
      command.insert(command.end(), {"--set", "workload=" + row.workload});
    }
    const auto result = Process(command).finish();
    EXPECT_EQ(result.exit_code, kInvalid) << result.out << result.err;
    std::ifstream file(store + "/latest/results.json");
    const auto results = nlohmann::json::parse(file, nullptr, false);
    ASSERT_TRUE(results.is_object()) << result.out << result.err;
    const auto& findings = results["workload"]["findings"];
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [&row](const nlohmann::json& finding) {
      return row.found.contains(finding["type"].get<std::string>());
    })) << result.out;
  }

 private:
  std::filesystem::path folder_;
};

TEST_P(WorkloadMistakes, AreFoundInRealProcessesToo) {
  expect_found({"simulate"});
  expect_found({"test", "--host", HOST});
}

std::vector<WorkloadMistake> mistakes() {
  return {
      {"sets", "broadcast", "silent", {"lost"}, true},
      {"sets", "g-set", "phantom", {"phantom"}, true},
      {"counters", "g-counter", "lost-add", {"wrong-sum"}, true},
      {"counters", "pn-counter", "lost-add", {"wrong-sum"}, true},
      {"registers", "lin-kv", "stale-reads", {"nonlinearizable"}, false},
      {"logs", "kafka", "skipped", {"int-poll-skip", "poll-skip", "lost-write"}, true},
      {"transactions", "txn-list-append", "lost-update", {"lost-update"}, false},
      {"transactions", "txn-rw-register", "lost-update", {"lost-update"}, false},
  };
}

INSTANTIATE_TEST_SUITE_P(Engines, WorkloadMistakes, testing::ValuesIn(mistakes()), [](const auto& row) {
  std::string name = row.param.workload;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace maelstrom::tests
