#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "host_process.hpp"
#include "temporary_folder.hpp"

namespace maelstrom::tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEchoed = R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"echo_ok","echo":"hi"}})"
                                "\n";

std::string init_and_echo() {
  return std::string(kInit) + line(R"("type":"echo","msg_id":2,"echo":"hi")");
}

ProcessOptions in(const fs::path& directory) {
  ProcessOptions options;
  options.directory = directory.string();
  return options;
}

TEST(Serve, AnswersFromAnyDirectoryByBareName) {
  for (const fs::path& directory : {fs::temp_directory_path(), fs::path("/"), kHost.parent_path()}) {
    const auto result = run(host_with({"--plugin", "echo"}), init_and_echo(), in(directory));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, std::string(kInitOk) + kEchoed) << directory;
  }
}

TEST(Serve, AnswersAGenerateTypedByHand) {
  const auto result = run(host_with({"--plugin", "unique-ids"}),
                          R"({"src":"me","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1"}})"
                          "\n"
                          R"({"src":"me","dest":"n1","body":{"type":"generate","msg_id":2}})"
                          "\n",
                          in(fs::temp_directory_path()));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto replies = documents(result.out);
  ASSERT_EQ(replies.size(), 2U) << result.out;
  EXPECT_EQ(replies[1]["dest"], "me");
  EXPECT_EQ(replies[1]["body"]["type"], "generate_ok");
  EXPECT_EQ(replies[1]["body"]["in_reply_to"], 2);
  EXPECT_TRUE(replies[1]["body"]["id"].is_string());
}

// Maelstrom starts nodes in the temporary directory, regardless of the directory for the user's relative paths.
TEST(Serve, FindsAPluginRelativeToTheExecutablesParents) {
  const fs::path folder = kHost.parent_path().parent_path();  // bin/.., usually build/<preset>
  const fs::path relative = fs::relative(kEcho, folder.parent_path());
  const auto result = run(host_with({"--plugin", relative.string()}), init_and_echo(), in(fs::temp_directory_path()));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) + kEchoed);
}

TEST(Serve, FindsAPluginRelativeToTheWorkingDirectory) {
  const fs::path plugin = kEcho;
  const auto result =
      run(host_with({"--plugin", "./" + plugin.filename().string()}), init_and_echo(), in(plugin.parent_path()));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) + kEchoed);
}

TEST(Serve, FindsAPluginByAnAbsolutePath) {
  const auto result = run(host_with({"--plugin", kEcho}), init_and_echo(), in("/"));
  EXPECT_EQ(result.out, std::string(kInitOk) + kEchoed) << result.err;
}

TEST(Serve, FindsAPluginInTheFoldersOfTheEnvironment) {
  ProcessOptions options = in("/");
  const auto without = run(host_with({"--plugin", "last-words"}), "", options);
  EXPECT_EQ(without.exit_code, 10);
  options.environment["MAELSTROM_PLUGIN_PATH"] = std::string("/nowhere:") + MAELSTROM_FIXTURES;
  const auto with = run(host_with({"--plugin", "last-words"}), "", options);
  EXPECT_EQ(with.exit_code, 0) << with.err;
}

TEST(Serve, SaysWhatItRunsWhenItStarts) {
  const auto result = run(host_with({"--plugin", "echo"}), kInit);
  EXPECT_TRUE(contains(result.err, "maelstrom-node " MAELSTROM_NODE_VERSION ", plugin ABI 1.0; plugin echo 1.0.0 (ABI "
                                   "1.0) from " +
                                       kEcho))
      << result.err;
}

TEST(Serve, WarnsOfAPluginThatEverybodyMayChange) {
  const TemporaryFolder folder;
  const fs::path plugin = folder.path() / fs::path(kEcho).filename();
  fs::copy_file(kEcho, plugin);
  fs::permissions(plugin, fs::perms::all);
  const auto result = run(host_with({"--plugin", plugin.string()}), init_and_echo());
  EXPECT_EQ(result.out, std::string(kInitOk) + kEchoed) << result.err;
  EXPECT_TRUE(contains(result.err, plugin.string() + " ")) << result.err;
}

TEST(Serve, PutsTheNodesIdIntoItsLogLines) {
  const auto result = run(host_with({"--plugin", "echo"}), std::string(kInit) + "rubbish\n");
  EXPECT_TRUE(contains(result.err, "warning n1: line 2: malformed message: ")) << result.err;
  EXPECT_TRUE(contains(result.err, "info    n1: started: plugin echo 1.0.0, node n1 of n1, n2, n3")) << result.err;
  EXPECT_EQ(result.out, kInitOk);
}

TEST(Serve, ShowsEveryMessageAtLevelDebug) {
  const auto result = run(host_with({"--plugin", "echo", "--log-level", "debug"}), init_and_echo());
  EXPECT_TRUE(contains(result.err, line(R"("type":"echo","msg_id":2,"echo":"hi")"))) << result.err;
  EXPECT_TRUE(contains(result.err, kEchoed)) << result.err;
  const auto quiet = run(host_with({"--plugin", "echo"}), init_and_echo());
  EXPECT_FALSE(contains(quiet.err, "echo_ok")) << quiet.err;
}

TEST(Serve, LogsNothingAtLevelOff) {
  const auto result = run(host_with({"--plugin", "echo", "--log-level", "off"}), init_and_echo() + "rubbish\n");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out, std::string(kInitOk) + kEchoed);
}

TEST(Serve, AnswersWhatItDoesNotSupportWithError10) {
  const auto result = run(host_with({"--plugin", "echo"}), std::string(kInit) + line(R"("type":"txn","msg_id":5)"));
  EXPECT_EQ(result.out, std::string(kInitOk) +
                            R"({"src":"n1","dest":"c1","body":{"in_reply_to":5,"type":"error","code":10,)"
                            R"("text":"plugin echo does not support messages of type txn"}})"
                            "\n");
}

TEST(Serve, PassesSettingsToThePlugin) {
  const auto answer = [](const std::vector<std::string>& settings) {
    std::vector<std::string> arguments = {"--plugin", "unique_ids"};
    arguments.insert(arguments.end(), settings.begin(), settings.end());
    const auto result = run(host_with(arguments), std::string(kInit) + line(R"("type":"generate","msg_id":2)"));
    return documents(result.out).at(1)["body"]["id"].get<std::string>();
  };
  EXPECT_TRUE(answer({}).starts_with("n1-"));
  EXPECT_EQ(answer({"--set", "scheme=uuid"}).size(), 36U);
}

}  // namespace
}  // namespace maelstrom::tests
