#include <csignal>
#include <filesystem>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

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

class LastWordsBySignal : public ::testing::Test {
 protected:
  void SetUp() override {
    if (MAELSTROM_SANITIZED) {
      GTEST_SKIP() << "signals are the sanitizer's";
    }
  }
};

class LastWordsOfASignal : public LastWordsBySignal, public ::testing::WithParamInterface<Ending> {};

TEST_P(LastWordsOfASignal, NameThePluginTheMessageAndTheWayThere) {
  const auto result = run(host_with({"--plugin", fixture("misbehaves")}),
                          std::string(kInit) + line(R"("type":")" + GetParam().type + R"(","msg_id":2)"));
  EXPECT_EQ(result.exit_code, 128 + GetParam().signal) << result.err;
  EXPECT_TRUE(contains(result.err, "host: plugin misbehaves ended this process by SIG")) << result.err;
  const std::string thread = GetParam().type == "terminate" ? " in its own thread, while on the loop it" : " while it";
  EXPECT_TRUE(contains(result.err, ")" + thread + " handled a message of type " + GetParam().type)) << result.err;
  EXPECT_TRUE(contains(result.err, "  #0 ")) << result.err;
  EXPECT_TRUE(contains(result.err, "  #1 ")) << result.err;
}

INSTANTIATE_TEST_SUITE_P(Each, LastWordsOfASignal,
                         ::testing::Values(Ending{"segfault", SIGSEGV}, Ending{"abort", SIGABRT},
                                           Ending{"divide", SIGFPE}, Ending{"overflow", SIGSEGV},
                                           Ending{"terminate", SIGABRT}),
                         [](const auto& ending) { return ending.param.type; });

// Every fatal signal without another handler.
TEST_F(LastWordsBySignal, AreSaidOfEverySignalThatEndsAProcess) {
  for (const auto& [signal, name] : std::vector<std::pair<int, std::string>>{{SIGTRAP, "SIGTRAP"},
                                                                             {SIGSYS, "SIGSYS"},
                                                                             {SIGXCPU, "SIGXCPU"},
                                                                             {SIGALRM, "SIGALRM"},
                                                                             {SIGVTALRM, "SIGVTALRM"},
                                                                             {SIGPROF, "SIGPROF"},
                                                                             {SIGHUP, "SIGHUP"},
                                                                             {SIGQUIT, "SIGQUIT"},
                                                                             {SIGUSR1, "SIGUSR1"},
                                                                             {SIGUSR2, "SIGUSR2"},
                                                                             {SIGIO, "SIGIO"},
                                                                             {SIGBUS, "SIGBUS"},
                                                                             {SIGILL, "SIGILL"},
                                                                             {40, "signal 40"}}) {
    const auto result =
        run(host_with({"--plugin", fixture("misbehaves")}),
            std::string(kInit) + line(R"("type":"raise","msg_id":2,"signal":)" + std::to_string(signal)));
    EXPECT_EQ(result.exit_code, 128 + signal) << result.err;
    EXPECT_TRUE(contains(result.err, "host: plugin misbehaves ended this process by " + name)) << result.err;
    EXPECT_TRUE(contains(result.err, "while it handled a message of type raise")) << result.err;
    // On a busy machine there is no time for functions and lines, and addresses are enough.
    EXPECT_TRUE(contains(result.err, "  #0 ") || contains(result.err, "  at ")) << result.err;
  }
}

// The test must not wait for a core file, and the log is not read; the plugin has blocked every signal and stopped the
// clock.
TEST_F(LastWordsBySignal, CannotBeKeptFromEnding) {
  ProcessOptions options;
  options.log_waits = true;
  const auto result = run(host_with({"--plugin", fixture("misbehaves")}),
                          std::string(kInit) + line(R"("type":"deaf","msg_id":2)"), options);
  EXPECT_EQ(result.exit_code, 128 + SIGABRT) << result.exit_code;
}

class AnswersBeforeTheEnd : public LastWordsBySignal, public ::testing::WithParamInterface<std::string> {};

// A file: all of it is read at once, so no output has been written when the plugin ends the process.
TEST_P(AnswersBeforeTheEnd, AreWritten) {
  ProcessOptions options;
  options.input = file_with(std::string(kInit) + line(R"("type":"answer","msg_id":2)") +
                            line(R"("type":")" + GetParam() + R"(","msg_id":3)"));
  const auto result = run(host_with({"--plugin", fixture("misbehaves")}), "", options);
  EXPECT_EQ(result.out, std::string(kInitOk) + R"({"src":"n1","dest":"c1","body":{"in_reply_to":2,"type":"answer_ok"}})"
                                               "\n")
      << result.err;
}

INSTANTIATE_TEST_SUITE_P(Each, AnswersBeforeTheEnd, ::testing::Values("segfault", "abort", "overflow", "exit"),
                         [](const auto& type) { return type.param; });

TEST(LastWords, TellOfAnExitByACodeOfItsOwn) {
  const auto result =
      run(host_with({"--plugin", fixture("misbehaves")}), std::string(kInit) + line(R"("type":"exit","msg_id":2)"));
  EXPECT_EQ(result.exit_code, 18) << result.err;
  EXPECT_TRUE(contains(result.err,
                       "plugin misbehaves ended this process by a call of exit while it handled a message of "
                       "type exit"))
      << result.err;
}

TEST_F(LastWordsBySignal, AreSaidWhereMallocCannotBeCalledAnyMore) {
  const auto result =
      run(host_with({"--plugin", fixture("misbehaves")}), std::string(kInit) + line(R"("type":"corrupt","msg_id":2)"));
  EXPECT_EQ(result.exit_code, 128 + SIGABRT) << result.err;
  EXPECT_TRUE(contains(result.err, "by SIGABRT")) << result.err;
  EXPECT_TRUE(contains(result.err, "misbehaves" MAELSTROM_LIBRARY_SUFFIX " + 0x")) << result.err;
  EXPECT_TRUE(contains(result.err, "while it handled a message of type corrupt")) << result.err;
}

TEST_F(LastWordsBySignal, TellThatItWasBeingCreated) {
  const auto result = run(host_with({"--plugin", fixture("misbehaves"), "--set", "at=create"}), kInit);
  EXPECT_EQ(result.exit_code, 128 + SIGABRT) << result.err;
  EXPECT_TRUE(contains(result.err, "plugin misbehaves ended this process by SIGABRT")) << result.err;
  EXPECT_TRUE(contains(result.err, "while it ran create")) << result.err;
}

TEST_F(LastWordsBySignal, TellOfAThreadOfThePluginOutsideOfAnyCall) {
  Process process(host_with({"--plugin", fixture("misbehaves")}));
  process.write(std::string(kInit) + line(R"("type":"thread","msg_id":2)"));
  ASSERT_TRUE(process.read_line().has_value());
  ASSERT_TRUE(process.read_line().has_value());
  process.signal(SIGUSR1);
  EXPECT_TRUE(process.wait_for_log("  #0 "));
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 128 + SIGABRT) << result.err;
  EXPECT_TRUE(contains(result.err, "host: plugin misbehaves ended this process by SIGABRT")) << result.err;
  EXPECT_TRUE(contains(result.err, ") in its own thread, outside of any call of the host\n")) << result.err;
}

TEST_F(LastWordsBySignal, BlameNobodyWhereTheHostsOwnCodeRan) {
  ProcessOptions options;  // a file: all of it is read at once, and the plugin corrupts the memory at the last line
  options.input =
      file_with(std::string(kInit) + line(R"("type":"break","msg_id":2,"pad":")" + std::string(100'000, 'x') + '"') +
                std::string(kInit));
  const auto result = run(host_with({"--plugin", fixture("misbehaves")}), "", options);
  EXPECT_EQ(result.exit_code, 128 + SIGSEGV) << result.err;
  EXPECT_TRUE(contains(result.err, "host: SIGSEGV (")) << result.err;
  EXPECT_TRUE(contains(result.err,
                       ") ended this process outside of any call of plugin misbehaves, in the host's own code: caused "
                       "by a bug in the host, or by memory that the plugin corrupted\n"))
      << result.err;
  EXPECT_TRUE(contains(result.err, "  #0 ")) << result.err;
}

TEST_F(LastWordsBySignal, BlameNobodyAtTheExit) {
  const auto result = run(host_with({"--plugin", fixture("misbehaves"), "--set", "at=exit"}), kInit);
  EXPECT_EQ(result.exit_code, 128 + SIGABRT) << result.err;
  EXPECT_TRUE(contains(result.err, ") ended this process as it exited, after all calls of plugin misbehaves: "))
      << result.err;
}

std::string sent(const std::string& signal) {
  return "host: " + signal + ", sent by process " + std::to_string(getpid()) + ", ended this process ";
}

TEST_F(LastWordsBySignal, NameTheProcessThatHasSentTheSignal) {
  Process process(host_with({"--plugin", "echo"}));
  process.write(kInit);
  ASSERT_TRUE(process.read_line().has_value());
  process.signal(SIGSEGV);
  EXPECT_TRUE(process.wait_for_log("  #0 "));
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 128 + SIGSEGV) << result.err;
  EXPECT_TRUE(contains(result.err, sent("SIGSEGV") + "outside of any call of plugin echo\n")) << result.err;
}

TEST_F(LastWordsBySignal, TellWhereAHandlerIsThatDoesNotComeBack) {
  Process process(host_with({"--plugin", fixture("misbehaves")}));
  process.write(std::string(kInit) + line(R"("type":"loop","msg_id":2)"));
  ASSERT_TRUE(process.wait_for_log("the handler of loop has been running"));
  process.signal(SIGABRT);
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 128 + SIGABRT) << result.err;
  EXPECT_TRUE(contains(result.err, sent("SIGABRT") + "while plugin misbehaves handled a message of type loop\n"))
      << result.err;
  EXPECT_TRUE(contains(result.err, "pause")) << result.err;
}

// `--plugin`, `--describe` and `--list` load the file.
TEST(LastWords, NameTheFileThatWasBeingLoaded) {
  const std::string exits = fixture("not-searched/exits");
  ProcessOptions options;
  options.environment["MAELSTROM_PLUGIN_PATH"] = std::filesystem::path(exits).parent_path();
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--plugin", exits}, {"--plugin", exits, "--describe"}, {"--list"}}) {
    const auto result = run(host_with(arguments), "", options);
    EXPECT_EQ(result.exit_code, 18) << result.err;
    EXPECT_TRUE(contains(result.err,
                         "host: plugin " + exits + " ended this process by a call of exit while it was being loaded\n"))
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
