#include <csignal>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

struct Ending {
  std::string type;
  int signal;
};

std::ostream& operator<<(std::ostream& out, const Ending& ending) {
  return out << ending.type;
}

class LastWordsOfASignal : public ::testing::TestWithParam<Ending> {};

TEST_P(LastWordsOfASignal, NameThePluginTheMessageAndTheWayThere) {
  if (MAELSTROM_SANITIZED) {
    GTEST_SKIP() << "signals are the sanitizer's";
  }
  const auto result = run(host_with({"--plugin", fixture("misbehaves")}),
                          std::string(kInit) + line(R"("type":")" + GetParam().type + R"(","msg_id":2)"));
  EXPECT_EQ(result.exit_code, 128 + GetParam().signal) << result.err;
  EXPECT_TRUE(contains(result.err, "host: plugin misbehaves ended this process by SIG")) << result.err;
  EXPECT_TRUE(contains(result.err, "while it handled a message of type " + GetParam().type)) << result.err;
  EXPECT_TRUE(contains(result.err, "  #0 ")) << result.err;
  EXPECT_TRUE(contains(result.err, "  #1 ")) << result.err;
}

INSTANTIATE_TEST_SUITE_P(Each, LastWordsOfASignal,
                         ::testing::Values(Ending{"segfault", SIGSEGV}, Ending{"abort", SIGABRT},
                                           Ending{"divide", SIGFPE}, Ending{"overflow", SIGSEGV},
                                           Ending{"terminate", SIGABRT}),
                         [](const auto& ending) { return ending.param.type; });

TEST(LastWords, TellOfAnExitByACodeOfItsOwn) {
  const auto result =
      run(host_with({"--plugin", fixture("misbehaves")}), std::string(kInit) + line(R"("type":"exit","msg_id":2)"));
  EXPECT_EQ(result.exit_code, 18) << result.err;
  EXPECT_TRUE(contains(result.err,
                       "plugin misbehaves ended this process by calling exit while it handled a message of "
                       "type exit"))
      << result.err;
}

TEST(LastWords, AreSaidWhereMallocCannotBeCalledAnyMore) {
  if (MAELSTROM_SANITIZED) {
    GTEST_SKIP() << "signals are the sanitizer's";
  }
  const auto result =
      run(host_with({"--plugin", fixture("misbehaves")}), std::string(kInit) + line(R"("type":"corrupt","msg_id":2)"));
  EXPECT_EQ(result.exit_code, 128 + SIGABRT) << result.err;
  EXPECT_TRUE(contains(result.err, "by SIGABRT")) << result.err;
  EXPECT_TRUE(contains(result.err, "misbehaves" MAELSTROM_LIBRARY_SUFFIX " + 0x")) << result.err;
  EXPECT_TRUE(contains(result.err, "while it handled a message of type corrupt")) << result.err;
}

TEST(LastWords, TellThatItWasBeingCreated) {
  if (MAELSTROM_SANITIZED) {
    GTEST_SKIP() << "signals are the sanitizer's";
  }
  const auto result = run(host_with({"--plugin", fixture("misbehaves"), "--set", "at=create"}), kInit);
  EXPECT_EQ(result.exit_code, 128 + SIGABRT) << result.err;
  EXPECT_TRUE(contains(result.err, "plugin misbehaves ended this process by SIGABRT")) << result.err;
  EXPECT_TRUE(contains(result.err, "during create")) << result.err;
}

// `--plugin`, `--describe` and `--list` load it.
TEST(LastWords, NameTheFileThatWasBeingLoaded) {
  const std::string exits = fixture("not-searched/exits");
  ProcessOptions options;
  options.environment["MAELSTROM_PLUGIN_PATH"] = std::filesystem::path(exits).parent_path();
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--plugin", exits}, {"--plugin", exits, "--describe"}, {"--list"}}) {
    const auto result = run(host_with(arguments), "", options);
    EXPECT_EQ(result.exit_code, 18) << result.err;
    EXPECT_TRUE(contains(result.err,
                         "host: plugin " + exits + " ended this process by calling exit while it was being loaded\n"))
        << result.err;
  }
}

TEST(LastWords, AreNotSaidOfARightEnd) {
  const auto result = run(host_with({"--plugin", "echo"}), kInit);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_FALSE(contains(result.err, "ended this process")) << result.err;
}

TEST(Watchdog, WarnsOfAHandlerWhileItRuns) {
  Process process(host_with({"--plugin", fixture("misbehaves")}));
  process.write(std::string(kInit) + line(R"("type":"loop","msg_id":2)"));
  EXPECT_TRUE(process.wait_for_log("plugin misbehaves: the handler of loop has been running for 1 s"));
  process.signal(SIGKILL);
}

TEST(Watchdog, WarnsOfACreateThatDoesNotReturn) {
  Process process(host_with({"--plugin", fixture("misbehaves"), "--set", "at=loop"}));
  EXPECT_TRUE(process.wait_for_log("plugin misbehaves: create has been running for 1 s"));
  process.signal(SIGKILL);
}

}  // namespace
}  // namespace maelstrom::tests
