#include <csignal>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "host_process.hpp"

namespace maelstrom::tests {
namespace {

constexpr const char* kFirstWords = R"({"src":"n1","dest":"n1","body":{"type":"first_words"}})"
                                    "\n";
constexpr const char* kLastWords = R"({"src":"n1","dest":"n1","body":{"type":"last_words"}})"
                                   "\n";

TEST(Shutdown, AtTheEndOfTheInputAnswersEverythingAndStopsInOrder) {
  const auto result = run(host_with({"--plugin", fixture("last_words")}), kInit);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) + kFirstWords + kLastWords);
  const std::size_t stopped = result.err.find("n1: stopped: 1 lines received");
  const std::size_t destroyed = result.err.find("destroyed");
  EXPECT_NE(destroyed, std::string::npos) << result.err;
  EXPECT_LT(stopped, destroyed) << result.err;
}

TEST(Shutdown, WithoutAnyInputExitsWith0) {
  const auto result = run(host_with({"--plugin", "echo"}));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "");
}

TEST(Shutdown, SaysHowManyRequestsAreLeftUnanswered) {
  const auto result = run(host_with({"--plugin", fixture("deferred")}),
                          std::string(kInit) + line(R"("type":"rpc","msg_id":2)") + line(R"("type":"rpc","msg_id":3)"));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "0 requests expired, 2 left unanswered")) << result.err;
}

TEST(Shutdown, AnswersALastLineWithoutNewline) {
  std::string input(kInit);
  input += line(R"("type":"echo","msg_id":2,"echo":1)");
  input.pop_back();
  const auto result = run(host_with({"--plugin", "echo"}), input);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(documents(result.out).size(), 2U) << result.out;
}

class ShutdownBySignal : public ::testing::TestWithParam<int> {};

TEST_P(ShutdownBySignal, FlushesStopsAndExitsWith0) {
  Process process(host_with({"--plugin", fixture("last_words")}));
  process.write(kInit);
  ASSERT_TRUE(process.read_line().has_value());
  process.signal(GetParam());
  while (process.read_line()) {  // its input stays open: only the signal can end it
  }
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, std::string(kInitOk) + kFirstWords + kLastWords);
  EXPECT_TRUE(contains(result.err, GetParam() == SIGTERM ? "SIGTERM" : "SIGINT")) << result.err;
  EXPECT_TRUE(contains(result.err, "destroyed")) << result.err;
}

TEST_P(ShutdownBySignal, EndsALoopThatWaitsForATimer) {
  Process process(host_with({"--plugin", fixture("deferred")}));
  process.write(std::string(kInit) + line(R"("type":"rpc","msg_id":2)"));  // waits an hour for its reply
  ASSERT_TRUE(process.read_line().has_value());
  ASSERT_TRUE(process.read_line().has_value());
  process.signal(GetParam());
  EXPECT_EQ(process.read_line(), std::nullopt);
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "n1: stopped:")) << result.err;
}

TEST_P(ShutdownBySignal, LosesNoAnswerInTheMiddleOfAStream) {
  std::string input(kInit);
  for (int i = 2; i < 5000; ++i) {
    input += line(R"("type":"echo","echo":0,"msg_id":)" + std::to_string(i));
  }
  Process process(host_with({"--plugin", "echo"}));
  process.write(input);
  ASSERT_TRUE(process.read_line().has_value());
  process.signal(GetParam());
  const auto result = process.finish();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  int expected = 0;
  for (const auto& reply : documents(result.out)) {
    ASSERT_EQ(reply["body"]["in_reply_to"], ++expected);
  }
  EXPECT_GE(expected, 1);
  EXPECT_TRUE(contains(result.err, "; " + std::to_string(expected) + " sent")) << result.err;
}

INSTANTIATE_TEST_SUITE_P(Signals, ShutdownBySignal, ::testing::Values(SIGTERM, SIGINT),
                         [](const auto& tested) { return tested.param == SIGTERM ? "Term" : "Int"; });

TEST(Shutdown, ExitsWith1AndALineWhenTheReaderOfItsOutputHasGone) {
  ProcessOptions options;
  options.output_has_no_reader = true;
  const auto result = run(host_with({"--plugin", "echo"}), kInit, options);
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_TRUE(contains(result.err, "cannot write to stdout: ")) << result.err;
  EXPECT_TRUE(contains(result.err, "its reader has gone")) << result.err;
}

TEST(Shutdown, ExitsWith1WhereItsOutputEndsInTheMiddleOfWhatItHasRead) {
  std::string input(kInit);
  for (int i = 2; i < 10'000; ++i) {
    input += line(R"("type":"echo","echo":0,"msg_id":)" + std::to_string(i));
  }
  ProcessOptions options;
  options.input = file_with(input);
  options.output_has_no_reader = true;
  const auto result = run(host_with({"--plugin", "echo"}), "", options);
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_TRUE(contains(result.err, "its reader has gone")) << result.err;
}

TEST(Shutdown, ExitsWith1WhereItsInputCannotBeRead) {
  ProcessOptions options;
  options.input = open("/", O_RDONLY | O_CLOEXEC);
  const auto result = run(host_with({"--plugin", "echo"}), "", options);
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_TRUE(contains(result.err, "cannot read from stdin: ")) << result.err;
}

// The result of a shell that runs the host with descriptors closed.
Process::Result run_with(const std::string& redirections, std::string_view input) {
  return run({"/bin/sh", "-c", "exec '" + kHost.string() + "' --plugin echo " + redirections}, input);
}

TEST(Shutdown, RefusesToRunWithoutAStdout) {
  for (const char* const redirections : {">&-", "<&- >&-"}) {
    const auto result = run_with(redirections, kInit);
    EXPECT_EQ(result.exit_code, 1) << redirections;
    EXPECT_TRUE(contains(result.err, "stdout is closed")) << result.err;
  }
}

TEST(Shutdown, TakesAClosedStdinForOneThatHasEnded) {
  const auto result = run_with("<&-", "");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "");
}

TEST(Shutdown, AnswersWithFewDescriptorsAndRefusesToRunWithTooFew) {
  const auto with = [](int descriptors) {
    const std::string close_inherited = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ";
    return run({"/bin/sh", "-c",
                close_inherited + "ulimit -n " + std::to_string(descriptors) + "; exec '" + kHost.string() +
                    "' --plugin echo"},
               kInit);
  };
  EXPECT_EQ(with(32).out, kInitOk);
  if (MAELSTROM_SANITIZED) {
    GTEST_SKIP() << "a sanitizer needs descriptors too";
  }
  const auto result = with(4);
  EXPECT_NE(result.exit_code, 0);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(contains(result.err, "Too many open files")) << result.err;
}

TEST(Shutdown, AnswersWithoutALog) {
  EXPECT_EQ(run_with("2>&-", kInit).out, kInitOk);
  ProcessOptions options;
  options.log_has_no_reader = true;
  const auto result = run(host_with({"--plugin", "echo"}), kInit, options);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, kInitOk);
}

TEST(Shutdown, LeavesASignalAloneThatItsParentHasIgnored) {
  Process process({"/bin/sh", "-c", "trap '' INT; exec '" + kHost.string() + "' --plugin echo"});
  process.write(kInit);
  ASSERT_TRUE(process.read_line().has_value());
  process.signal(SIGINT);
  process.write(line(R"("type":"echo","msg_id":2,"echo":1)"));
  EXPECT_TRUE(process.read_line().has_value());
  EXPECT_EQ(process.finish().exit_code, 0);
}

}  // namespace
}  // namespace maelstrom::tests
