#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host_process.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::tests {
namespace {

TEST(CommandLine, DescribesAPluginAsJson) {
  const auto result = run(host_with({"--plugin", "unique_ids", "--describe"}));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["name"], "unique-ids");
  EXPECT_EQ(json["version"], "1.0.0");
  EXPECT_FALSE(json["summary"].get<std::string>().empty());
  EXPECT_EQ(json["path"], kUniqueIds);
  EXPECT_EQ(json["abi"], nlohmann::json({{"major", 1}, {"minor", 0}, {"min_host_minor", 0}}));
  EXPECT_EQ(json["message_types"], nlohmann::json({"generate"}));
}

TEST(CommandLine, ListsThePluginsFound) {
  const auto result = run(host_with({"--list"}));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const std::string& path : {kEcho, kUniqueIds}) {
    const std::size_t at = result.out.find(path + "\n");
    ASSERT_NE(at, std::string::npos) << result.out;
    const std::string row = result.out.substr(result.out.rfind('\n', at) + 1, at - result.out.rfind('\n', at) - 1);
    EXPECT_TRUE(contains(row, path == kEcho ? "echo " : "unique-ids ")) << row;
    EXPECT_TRUE(contains(row, " 1.0.0 ")) << row;
  }
}

TEST(CommandLine, ListsWhatItWouldRefuseWithTheReason) {
  ProcessOptions options;
  options.environment["MAELSTROM_PLUGIN_PATH"] = MAELSTROM_FIXTURES;
  const auto result = run(host_with({"--list"}), "", options);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, fixture("no_entry") + ": ")) << result.out;
  EXPECT_TRUE(contains(result.out, "last-words ")) << result.out;
  EXPECT_FALSE(contains(result.out, "puts at load")) << result.out;
}

TEST(CommandLine, ListsWhatItHasLoadedBeforeOneThatEndsIt) {
  const TemporaryFolder folder;
  const std::filesystem::path first = folder.path() / ("1" MAELSTROM_LIBRARY_SUFFIX);
  std::filesystem::copy_file(kEcho, first);
  std::filesystem::copy_file(fixture("not-searched/exits"), folder.path() / ("2" MAELSTROM_LIBRARY_SUFFIX));
  ProcessOptions options;
  options.environment["MAELSTROM_PLUGIN_PATH"] = folder.path().string();
  const auto result = run(host_with({"--list"}), "", options);
  EXPECT_EQ(result.exit_code, 18) << result.err;
  EXPECT_TRUE(contains(result.out, "echo ")) << result.out;
  EXPECT_TRUE(contains(result.out, first.string() + "\n")) << result.out;
}

TEST(CommandLine, ListsWhereItHasLookedIfThereIsNoPlugin) {
  const TemporaryFolder folder;
  const std::filesystem::path host = folder.path() / "bin" / "host";
  std::filesystem::create_directory(host.parent_path());
  std::filesystem::copy_file(kHost, host);
  const auto result = run({host.string(), "--list"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, "no plugins found in\n  " + host.parent_path().string())) << result.out;
}

TEST(CommandLine, ExitsWith1WhereNothingCanBeWritten) {
  const auto result = run({"/bin/sh", "-c", "'" + kHost.string() + "' --version >/dev/full"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_TRUE(contains(result.err, "cannot write to stdout: No space left on device")) << result.err;
}

TEST(CommandLine, SaysItsVersionAndTheAbis) {
  const auto result = run(host_with({"--version"}));
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, "maelstrom-node " MAELSTROM_NODE_VERSION " (plugin ABI 1.0)\n");
  EXPECT_EQ(result.err, "");
}

TEST(CommandLine, HelpsWithEveryOptionAndEveryExitCode) {
  const auto result = run(host_with({"--help"}));
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  for (const char* option : {"--plugin", "--set", "--log-level", "--reply-deadline", "--describe", "--list",
                             "--new-plugin", "--version", "--help"}) {
    EXPECT_TRUE(contains(result.out, option)) << option;
  }
  const std::string codes = result.out.substr(result.out.find("Exit codes:"));
  for (const char* code :
       {" 0  ", " 1  ", " 2  ", " 10  ", " 11  ", " 12  ", " 13  ", " 14  ", " 15  ", " 16  ", " 17  "}) {
    EXPECT_TRUE(contains(codes, code)) << code;
  }
}

TEST(CommandLine, WritesANewPluginIntoTheWorkingDirectoryOnce) {
  std::string folder = (std::filesystem::temp_directory_path() / "maelstrom-test-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  ProcessOptions options;
  options.directory = folder;
  const auto first = run(host_with({"--new-plugin", "my-plugin"}), "", options);
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_TRUE(contains(first.out, "wrote my-plugin/my_plugin.cpp\n")) << first.out;
  EXPECT_TRUE(std::filesystem::exists(folder + "/my-plugin/CMakeLists.txt"));
  const auto second = run(host_with({"--new-plugin", "my-plugin"}), "", options);
  EXPECT_EQ(second.exit_code, 1) << second.err;
  EXPECT_TRUE(contains(second.err, "my-plugin already exists")) << second.err;
  std::filesystem::remove_all(folder);
}

TEST(CommandLine, ExitsWith2WhenItIsWrong) {
  const std::vector<std::vector<std::string>> wrong = {{},
                                                       {"--bogus"},
                                                       {"--plugin"},
                                                       {"--plugin", "echo", "stray"},
                                                       {"--plugin", "echo", "--bogus"},
                                                       {"--plugin", "echo", "--plugin", "echo"},
                                                       {"--plugin", "echo", "--set", "novalue"},
                                                       {"--plugin", "echo", "--log-level", "loud"},
                                                       {"--plugin", "echo", "--reply-deadline", "-1"},
                                                       {"--new-plugin", "../escape"}};
  for (const auto& arguments : wrong) {
    const auto result = run(host_with(arguments), kInit);
    EXPECT_EQ(result.exit_code, 2) << nlohmann::json(arguments);
    EXPECT_EQ(result.out, "") << nlohmann::json(arguments);
    EXPECT_TRUE(contains(result.err, "host: ")) << result.err;
    EXPECT_TRUE(contains(result.err, "host --help")) << result.err;
  }
}

}  // namespace
}  // namespace maelstrom::tests
