// `conformance test` and `conformance simulate` come to the same verdict, for every plugin that the simulation is
// tested with, but where one of the two cannot see what the other sees.
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
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
  std::string found;  // in the output of both, or of the one that finds the mistake

  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.plugin; }
};

std::string path_of(const std::string& plugin) {
  return plugin == "echo"         ? ECHO_PLUGIN
         : plugin == "unique_ids" ? UNIQUE_IDS_PLUGIN
                                  : std::string(FIXTURE_PLUGINS) + "/" + plugin + ".so";
}

class Agreement : public testing::TestWithParam<Row> {
 protected:
  // So many clients that there are free ones while those of a killed node wait.
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
    // How soon a real node answers depends on all that the machine does: only in virtual time is it the plugin's doing.
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
      // The clock of a real process stays as it is.
      {"clock_ids", with(ids, "60", "clock"), kInvalid, kNotOffered, kTwice},
      {"file_scope_ids", with(ids, "3", "kill"), kInvalid, kInvalid, kTwice},
      {"threads", with(echoes, "2", all), kValid, kValid, ""},
      // Processes share no globals, real ones and simulated ones, so that this mistake is none there.
      {"global_ids", with(ids, "1", ""), kValid, kValid, ""},
  };
}

INSTANTIATE_TEST_SUITE_P(Engines, Agreement, testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.plugin; });

}  // namespace
}  // namespace maelstrom::tests
