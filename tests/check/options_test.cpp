// The command line of `conformance check`.
#include "conformance/options.hpp"

#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/check/check_options.hpp"
#include "run_check.hpp"

namespace maelstrom::conformance::check {
namespace {

CheckOptions parse(std::initializer_list<const char*> arguments) {
  const std::vector<const char*> words(arguments);
  return parse_check_options(words);
}

TEST(CheckOptions, HaveDefaultsThatNeverChange) {
  const CheckOptions options = parse({"echo"});
  EXPECT_EQ(options.plugin, "echo");
  EXPECT_EQ(options.seed, 1U);
  EXPECT_EQ(options.timeout_seconds, 10);
  EXPECT_GE(options.jobs, 1U);
  EXPECT_FALSE(options.in_process);
  EXPECT_EQ(options.child.kind, ChildTask::Kind::kNone);
}

TEST(CheckOptions, KeepCommasInAnOptionOfThePlugin) {
  const CheckOptions options = parse({"echo", "--set", "a=1,2", "--set", "b==", "-s", "c="});
  EXPECT_EQ(options.plugin_options.at("a"), "1,2");
  EXPECT_EQ(options.plugin_options.at("b"), "=");
  EXPECT_EQ(options.plugin_options.at("c"), "");
}

TEST(CheckOptions, SplitAnExceptionAtItsFirstEqualsSign) {
  const CheckOptions options = parse({"echo", "--except", "^rpc-=because 1 = 1"});
  ASSERT_EQ(options.exceptions.size(), 1U);
  EXPECT_EQ(options.exceptions[0].reason, "because 1 = 1");
  EXPECT_TRUE(options.exceptions[0].ids.matches("rpc-late-reply"));
  EXPECT_FALSE(options.exceptions[0].ids.matches("late-rpc-reply"));
}

TEST(CheckOptions, RefuseWhatTheyDoNotUnderstand) {
  EXPECT_THROW(parse({}), UsageError);
  EXPECT_THROW(parse({"echo", "unique_ids"}), UsageError);
  EXPECT_THROW(parse({"echo", "--only", "("}), UsageError);
  EXPECT_THROW(parse({"echo", "--except", "unicode"}), UsageError);
  EXPECT_THROW(parse({"echo", "--except", "unicode="}), UsageError);
  EXPECT_THROW(parse({"echo", "--seed", "-1"}), UsageError);
  EXPECT_THROW(parse({"echo", "--seed", "12x"}), UsageError);
  EXPECT_THROW(parse({"echo", "-j", "0"}), UsageError);
  EXPECT_THROW(parse({"echo", "--timeout", "0"}), UsageError);
  EXPECT_THROW(parse({"echo", "--timeout", "nan"}), UsageError);
  EXPECT_THROW(parse({"echo", "-w", "no-such-workload"}), UsageError);
  EXPECT_THROW(parse({"echo", "--set", "x"}), UsageError);
  EXPECT_THROW(parse({"echo", "--set", "x=1", "--set", "x=2"}), UsageError);
  EXPECT_THROW(parse({"echo", "--no-such-option"}), UsageError);
}

TEST(CheckOptions, AreRepeatedInFull) {
  const CheckOptions options = parse({"echo", "-w", "echo", "--set", "a=1", "--seed", "7", "--only", "x"});
  EXPECT_EQ(repeating_arguments(options),
            (std::vector<std::string>{"--workload", "echo", "--set", "a=1", "--seed", "7"}));
}

TEST(CheckOptions, HelpShowsNoInternals) {
  const std::string help = check_help();
  EXPECT_NE(help.find("--except"), std::string::npos);
  EXPECT_EQ(help.find("--child"), std::string::npos);
  EXPECT_EQ(help.find("--survey"), std::string::npos);
}

TEST(CheckCommand, ExitsWithTwoIfTheCommandLineIsWrong) {
  EXPECT_EQ(run_check("").status, 2);
  EXPECT_EQ(run_check("echo --seed x").status, 2);
  EXPECT_EQ(run_check("echo --only '^no-such-rule$'").status, 2);
}

TEST(CheckCommand, ExitsWithZeroForHelpAndLists) {
  EXPECT_EQ(run_check("--help").status, 0);
  EXPECT_EQ(run_check("--list").status, 0);
  EXPECT_EQ(run_check("--rules-markdown").status, 0);
}

TEST(CheckCommand, ListsWhatWouldBeChecked) {
  const std::string list = run_check("--list --only '^un'").output;
  EXPECT_NE(list.find("unicode"), std::string::npos);
  EXPECT_NE(list.find("unknown-option"), std::string::npos);
  EXPECT_EQ(list.find("descriptor-sane"), std::string::npos);
}

TEST(CheckCommand, PrintsTheReasonOfAnException) {
  const Finished run = run_check(fixture("unicode") + " --except 'unicode=our payloads are ASCII'");
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_NE(run.output.find("excepted: our payloads are ASCII"), std::string::npos) << run.output;
}

TEST(CheckCommand, KillsWhatHangs) {
  const Finished run = run_check(fixture("stop-hangs") + " --only stop-with-work --timeout 0.5");
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.output.find("it did not come back within 0.5 s"), std::string::npos) << run.output;
}

TEST(CheckCommand, ChecksInOneProcessForADebugger) {
  const Finished run = run_check(fixture("good") + " --in-process");
  EXPECT_EQ(run.status, 0) << run.output;
  const Finished bad = run_check(fixture("silent-load") + " --in-process --only 'silent-load|unicode'");
  EXPECT_EQ(bad.status, 1) << bad.output;
}

}  // namespace
}  // namespace maelstrom::conformance::check
