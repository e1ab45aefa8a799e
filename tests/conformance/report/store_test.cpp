#include "conformance/report/store.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "conformance/run/cluster.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::conformance {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr system_clock::time_point kTime(milliseconds(1706745599123));

TEST(Store, NamesItsFolderAfterTheTime) {
  EXPECT_EQ(folder_name(kTime), "20240131T235959.123Z");
}

TEST(Store, PointsLatestAtTheLastTest) {
  const TemporaryFolder root;
  const Store first(root.path(), "echo", kTime);
  const Store second(root.path(), "echo", kTime + milliseconds(1));
  const Store third(root.path(), "unique-ids", kTime + milliseconds(2));
  EXPECT_EQ(first.folder(), root.path() / "echo" / "20240131T235959.123Z");
  EXPECT_EQ(fs::read_symlink(root.path() / "echo" / "latest"), "20240131T235959.124Z");
  EXPECT_EQ(fs::read_symlink(root.path() / "latest"), "unique-ids/20240131T235959.125Z");
  EXPECT_TRUE(fs::is_directory(third.node_logs()));
}

TEST(Store, GivesTestsOfOneMillisecondFoldersOfTheirOwn) {
  const TemporaryFolder root;
  const Store first(root.path(), "echo", kTime);
  const Store second(root.path(), "echo", kTime);
  EXPECT_NE(first.folder(), second.folder());
}

TEST(Store, WritesResultsAndHistory) {
  const TemporaryFolder root;
  const Store store(root.path(), "echo", kTime);
  Results results;
  results.valid = Validity::kFalse;
  results.reasons = {"not UTF-8: \xff"};
  results.plan.nodes = {"n0"};
  History history({"n0"});
  history.invoke(0, 1, 0, "echo", "1", 2);
  store.write(results, history);
  const auto json = nlohmann::json::parse(std::ifstream(store.folder() / "results.json"));
  EXPECT_EQ(json["valid"], false);
  std::string line;
  std::getline(std::ifstream(store.folder() / "history.jsonl") >> std::ws, line);
  EXPECT_EQ(nlohmann::json::parse(line)["f"], "echo");
}

TEST(Store, WritesTheHistoryAsEdnWhenAskedTo) {
  const TemporaryFolder root;
  const Store store(root.path(), "echo", kTime);
  Results results;
  results.plan.nodes = {"n0"};
  History history({"n0"});
  history.invoke(0, 1, 0, "echo", "1", 2);
  store.write(results, history, HistoryFormat::kEdn);
  std::string line;
  std::getline(std::ifstream(store.folder() / "history.edn"), line);
  EXPECT_EQ(line, R"({:index 0, :time 2, :type :invoke, :process 0, :f :echo, :value 1, :client "c1", :node "n0"})");
  EXPECT_FALSE(fs::exists(store.folder() / "history.jsonl"));
}

TEST(Store, SaysSoIfItCannotBeMade) {
  const TemporaryFolder root;
  std::ofstream(root.path() / "file") << "x";
  EXPECT_THROW(Store(root.path() / "file", "echo", kTime), CannotRun);
}

}  // namespace
}  // namespace maelstrom::conformance
