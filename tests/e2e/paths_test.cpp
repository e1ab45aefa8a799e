// How a path is resolved, paths that are not files, and safe printing of a plugin's metadata.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "host_process.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::tests {
namespace {
namespace fs = std::filesystem;

// folder/link -> folder/far/away, so that link/../plugin.so is far/plugin.so, and not plugin.so.
class LinkedPath : public ::testing::Test {
 protected:
  LinkedPath() {
    fs::create_directories(folder_.path() / "far/away");
    fs::create_directory_symlink("far/away", folder_.path() / "link");
    fs::copy_file(MAELSTROM_ECHO, folder_.path() / "far/plugin.so");
    fs::copy_file(fixture("forger"), folder_.path() / "plugin.so");
  }
  ProcessOptions here() const {
    ProcessOptions options;
    options.directory = folder_.path().string();
    return options;
  }
  TemporaryFolder folder_;
};

TEST_F(LinkedPath, MeansToTheHostWhatItMeansToTheSystem) {
  for (const std::string path : {"link/../plugin.so", "./link/../plugin.so"}) {
    const auto result = run(host_with({"--plugin", path, "--describe"}), "", here());
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(contains(result.out, R"("name": "echo")")) << result.out;
  }
}

TEST_F(LinkedPath, MeansToConformanceWhatItMeansToTheSystem) {
  const std::vector<std::string> run_options = {"-w", "echo", "--node-count", "1", "--rate", "5", "--time-limit", "1"};
  for (std::vector<std::string> command : std::vector<std::vector<std::string>>{
           {MAELSTROM_CONFORMANCE, "simulate", "--plugin", "link/../plugin.so"},
           {MAELSTROM_CONFORMANCE, "test", "--plugin", "link/../plugin.so", "--store", "store"}}) {
    command.insert(command.end(), run_options.begin(), run_options.end());
    const auto result = run(command, "", here());
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  }
  const auto check = run({MAELSTROM_CONFORMANCE, "check", "link/../plugin.so", "--only", "^loads$"}, "", here());
  EXPECT_TRUE(contains(check.out, "echo 1.0.0")) << check.out << check.err;
}

TEST_F(LinkedPath, MeansToTestTheProgramThatTheSystemWouldRun) {
  fs::copy_file(MAELSTROM_HOST, folder_.path() / "far/node");
  const auto result = run({MAELSTROM_CONFORMANCE, "test", "--bin", "link/../node", "-w", "echo", "--node-count", "1",
                           "--rate", "5", "--time-limit", "1", "--store", "store", "--", "--plugin", MAELSTROM_ECHO},
                          "", here());
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

// Opening a FIFO would wait forever for a writer.
TEST(Paths, AFifoIsNoPlugin) {
  const TemporaryFolder folder;
  const std::string fifo = (folder.path() / "fifo.so").string();
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const auto result = run(host_with({"--plugin", fifo}));
  EXPECT_EQ(result.exit_code, 10) << result.err;
  EXPECT_TRUE(contains(result.err, fifo + " (not a regular file)")) << result.err;
  ProcessOptions options;
  options.environment["MAELSTROM_PLUGIN_PATH"] = folder.path().string();
  const auto list = run(host_with({"--list"}), "", options);
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_FALSE(contains(list.out, "fifo")) << list.out;
  EXPECT_EQ(run(host_with({"--plugin", "fifo"}), "", options).exit_code, 10);
  for (const char* const command : {"check", "simulate"}) {
    std::vector<std::string> words = {MAELSTROM_CONFORMANCE, command};
    if (std::string(command) == "simulate") {
      words.insert(words.end(), {"-w", "echo", "--plugin"});
    }
    words.push_back(fifo);
    EXPECT_NE(run(words).exit_code, 0) << command;
  }
}

// For example, /usr/bin contains the system's loader.
TEST(Paths, ListTriesNoLibraryBesideTheExecutableThatIsNoPlugin) {
  const TemporaryFolder folder;
  fs::copy_file(MAELSTROM_HOST, folder.path() / "host");
  fs::copy_file(fixture("no_entry"), folder.path() / "no_entry.so");
  fs::copy_file(MAELSTROM_ECHO, folder.path() / "echo.so");
  const auto result = run({(folder.path() / "host").string(), "--list"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, "echo")) << result.out;
  EXPECT_FALSE(contains(result.out, "no_entry")) << result.out;
}

void expect_no_forged_line(const std::string& text) {
  EXPECT_FALSE(contains(text, "\nFORGED")) << text;
  EXPECT_FALSE(contains(text, "\x1b")) << text;
}

TEST(Paths, NothingThatAPluginIsCalledForgesALine) {
  const TemporaryFolder folder;
  const fs::path forger = folder.path() / "a\nFORGED path.so";
  fs::copy_file(fixture("forger"), forger);
  fs::copy_file(fixture("no_entry"), folder.path() / "b\nFORGED path.so");
  ProcessOptions options;
  options.environment["MAELSTROM_PLUGIN_PATH"] = folder.path().string();
  const auto list = run(host_with({"--list"}), "", options);
  EXPECT_TRUE(contains(list.out, "name\\nFORGED name")) << list.out;
  const auto served =
      run(host_with({"--plugin", forger.string()}), std::string(kInit) + line(R"("type":"a\nFORGED type","msg_id":2)"));
  EXPECT_TRUE(contains(served.err, "plugin name\\nFORGED name\\u001b[2J 1\\nFORGED version")) << served.err;
  const auto refused = run(host_with({"--plugin", (folder.path() / "b\nFORGED path.so").string()}));
  EXPECT_EQ(refused.exit_code, 13) << refused.err;
  const auto check = run({MAELSTROM_CONFORMANCE, "check", forger.string(), "--only", "^loads$"});
  const auto simulated =
      run({MAELSTROM_CONFORMANCE, "simulate", "-w", "echo", "--plugin", fixture("forger"), "--time-limit", "1"});
  for (const auto& result : {list, served, refused, check, simulated}) {
    expect_no_forged_line(result.out);
    expect_no_forged_line(result.err);
  }
}

}  // namespace
}  // namespace maelstrom::tests
