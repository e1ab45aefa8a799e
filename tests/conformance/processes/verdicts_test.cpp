// Nodes that break the protocol: whether `conformance test` gives the same verdicts as the real Maelstrom.
//
// verdicts.tsv has Maelstrom's verdicts (0.2.5-SNAPSHOT, cb7f072: -w W --node-count 1 --concurrency 2n --rate 10
// --time-limit 8). stricter.tsv lists where ours is invalid and Maelstrom's is not, with a part of the printed reason;
// docs/verdicts.md explains why. Runs are shorter here, so counts are only compared with zero.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/child_process.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::conformance {
namespace {

namespace fs = std::filesystem;

using Row = std::vector<std::string>;
using Name = std::pair<std::string, std::string>;  // workload and mode

std::vector<Row> read_table(const fs::path& path) {
  std::vector<Row> rows;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);  // the names of the columns
  while (std::getline(file, line)) {
    Row row;
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t end = std::min(line.find('\t', begin), line.size());
      row.push_back(line.substr(begin, end - begin));
      begin = end + 1;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::map<Name, std::string> read_stricter() {
  std::map<Name, std::string> stricter;
  for (const Row& row : read_table(MISBEHAVING_NODES "/stricter.tsv")) {
    stricter[{row.at(0), row.at(1)}] = row.at(2);
  }
  return stricter;
}

struct Outcome {
  int status = -1;
  std::string text;
  nlohmann::json stats;
};

Outcome test_node(const Name& name, const fs::path& folder) {
  const auto& [workload, mode] = name;
  const fs::path program = folder / (mode + ".py");
  fs::create_symlink(MISBEHAVING_NODES "/node.py", program);
  const bool slow = mode == "slow";  // it answers after 6 s
  const ChildProcess child =
      spawn(CONFORMANCE_PROGRAM,
            {"test", "-w", workload, "--bin", program.string(), "--node-count", "1", "--concurrency", "2n", "--rate",
             "40", "--time-limit", slow ? "8" : "2", "--store", "store", "--quiet"},
            folder);
  Outcome outcome;
  std::array<char, 4096> bytes{};
  for (const int output : {child.standard_output, child.standard_error}) {
    for (ssize_t size = 1; size != 0;) {
      pollfd readable = {output, POLLIN, 0};
      ::poll(&readable, 1, -1);
      size = ::read(output, bytes.data(), bytes.size());
      outcome.text.append(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    }
    ::close(output);
  }
  ::close(child.standard_input);
  int status = 0;
  ::waitpid(child.pid, &status, 0);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::ifstream file(folder / "store" / "latest" / "results.json");
  outcome.stats = nlohmann::json::parse(file, nullptr, false).value("stats", nlohmann::json::object());
  return outcome;
}

class Verdicts : public ::testing::TestWithParam<Row> {};

TEST_P(Verdicts, AreThoseOfMaelstromButWhereStricterOnPurpose) {
  if (std::system("command -v python3 >/dev/null") != 0) {  // NOLINT(cert-env33-c): the test's own words
    GTEST_SKIP() << "python3 is not installed";
  }
  const Row& row = GetParam();
  ASSERT_EQ(row.size(), 6U);
  // Each of these nodes answers init, but on a busy machine Python may need longer to start than the init timeout.
  constexpr int kAttempts = 3;
  Outcome outcome = test_node({row[0], row[1]}, TemporaryFolder().path());
  const auto came_up = [&outcome] { return outcome.text.find("did not answer init") == std::string::npos; };
  for (int attempt = 1; attempt < kAttempts && !came_up(); ++attempt) {
    outcome = test_node({row[0], row[1]}, TemporaryFolder().path());
  }
  if (!came_up()) {
    GTEST_SKIP() << "this machine is too busy to start Python within 10 s";
  }
  const auto stricter = read_stricter();
  const auto found = stricter.find({row[0], row[1]});
  EXPECT_EQ(outcome.status, row[2] == "true" && found == stricter.end() ? 0 : 1) << outcome.text;
  if (found != stricter.end()) {
    EXPECT_NE(row[2], "false") << "Maelstrom finds it too: no difference";
    EXPECT_NE(outcome.text.find(found->second), std::string::npos) << found->second << "\nin\n" << outcome.text;
  }
  if (row[2] == "true" || row[2] == "false") {
    EXPECT_EQ(outcome.stats["ok-count"] == 0, row[3] == "0") << outcome.stats;
    EXPECT_EQ(outcome.stats["fail-count"] == 0, row[4] == "0") << outcome.stats;
    EXPECT_EQ(outcome.stats["info-count"] == 0, row[5] == "0") << outcome.stats;
  }
}

INSTANTIATE_TEST_SUITE_P(OfNodesThatMisbehave, Verdicts,
                         ::testing::ValuesIn(read_table(MISBEHAVING_NODES "/verdicts.tsv")),
                         [](const ::testing::TestParamInfo<Row>& row) {
                           std::string name = row.param.at(0) + '_' + row.param.at(1);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(VerdictTables, AreComplete) {
  const auto rows = read_table(MISBEHAVING_NODES "/verdicts.tsv");
  EXPECT_EQ(rows.size(), 30U);
  for (const auto& [name, reason] : read_stricter()) {
    EXPECT_TRUE(
        std::any_of(rows.begin(), rows.end(),
                    [&key = name](const Row& row) { return row.at(0) == key.first && row.at(1) == key.second; }))
        << name.first << ' ' << name.second;
  }
}

}  // namespace
}  // namespace maelstrom::conformance
