// The command line of `conformance check`.
#include "conformance/commands/options.hpp"

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "plugin_check/check_options.hpp"
#include "run_check.hpp"

namespace maelstrom::conformance::check {
namespace {

CheckOptions parse(std::initializer_list<const char*> arguments) {
  const std::vector<const char*> words(arguments);
  return parse_check_options(words);
}

std::string usage_error(std::initializer_list<const char*> arguments) {
  try {
    parse(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(CheckOptions, HaveDefaultsThatNeverChange) {
  const CheckOptions options = parse({"echo"});
  EXPECT_EQ(options.plugins, std::vector<std::string>{"echo"});
  EXPECT_EQ(options.seed, 1U);
  EXPECT_EQ(options.timeout_seconds, 10);
  EXPECT_GE(options.jobs, 1U);
  EXPECT_FALSE(options.in_process);
  EXPECT_FALSE(options.only_failed);
  EXPECT_TRUE(options.guesses_workloads);
  EXPECT_FALSE(options.child);
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
  EXPECT_THROW(parse({"echo", "--only", "("}), UsageError);
  EXPECT_THROW(parse({"echo", "--except", "unicode"}), UsageError);
  EXPECT_THROW(parse({"echo", "--except", "unicode="}), UsageError);
  EXPECT_THROW(parse({"echo", "--seed", "-1"}), UsageError);
  EXPECT_THROW(parse({"echo", "--seed", "12x"}), UsageError);
  EXPECT_THROW(parse({"echo", "-j", "0"}), UsageError);
  EXPECT_THROW(parse({"echo", "--timeout", "0"}), UsageError);
  EXPECT_THROW(parse({"echo", "--timeout", "nan"}), UsageError);
  EXPECT_THROW(parse({"echo", "-w", "no-such-workload"}), UsageError);
  EXPECT_TRUE(usage_error({"echo", "-w", "lin-vk"}).ends_with("; did you mean lin-kv?"));
  EXPECT_EQ(usage_error({"echo", "--onyl", "x"}), "unknown option --onyl; did you mean --only?");
  EXPECT_THROW(parse({"echo", "--seed", "1", "--seed", "2"}), UsageError);
  EXPECT_EQ(parse({"echo", "unique_ids", "--only", "a", "--only", "b"}).only.size(), 2U);
  EXPECT_THROW(parse({"echo", "-w", "none", "-w", "echo"}), UsageError);
  EXPECT_THROW(parse({"echo", "--request", "{}"}), UsageError);
  EXPECT_THROW(parse({"echo", "--request", "rubbish"}), UsageError);
  EXPECT_THROW(parse({"echo", "--request", R"({"type":"echo","msg_id":1})"}), UsageError);
  EXPECT_THROW(parse({"echo", "--request", "{\"type\":\n\"echo\"}"}), UsageError);
  EXPECT_THROW(parse({"echo", "--set", "x"}), UsageError);
  EXPECT_THROW(parse({"echo", "--set", "x=1", "--set", "x=2"}), UsageError);
  EXPECT_THROW(parse({"echo", "--no-such-option"}), UsageError);
}

TEST(CheckOptions, KnowWhenThereIsNoWorkload) {
  EXPECT_FALSE(parse({"echo", "-w", "none"}).guesses_workloads);
  EXPECT_TRUE(parse({"echo", "-w", "none"}).workloads.empty());
}

TEST(CheckOptions, TakeSeveralPlugins) {
  EXPECT_EQ(parse({"echo", "--seed", "2", "./b,c.so"}).plugins, (std::vector<std::string>{"echo", "./b,c.so"}));
}

TEST(CheckOptions, TakeARequestApartWithoutTouchingItsValues) {
  const auto requests =
      parse({"x", "--request", R"({"amount": 18446744073709551617, "type": "t", "a\u0062": [1.0]})"}).requests;
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].type, "t");
  EXPECT_EQ(requests[0].members, R"("amount":18446744073709551617,"ab":[1.0])");
  EXPECT_EQ(requests[0].fields, (std::vector<std::string>{"amount", "ab"}));
}

TEST(CheckOptions, AreRepeatedInFull) {
  const CheckOptions options = parse({"echo", "-w", "echo", "--set", "a=1", "--seed", "7", "--only", "x", "--timeout",
                                      "2.5", "--one-way", "g", "--request", R"({"type":"t"})"});
  EXPECT_EQ(repeating_arguments(options),
            (std::vector<std::string>{"--workload", "echo", "--set", "a=1", "--request", R"({"type":"t"})", "--one-way",
                                      "g", "--seed", "7", "--timeout", "2.5"}));
  EXPECT_EQ(repeating_arguments(parse({"echo", "-w", "none"})),
            (std::vector<std::string>{"--workload", "none", "--seed", "1"}));
}

TEST(CheckOptions, HelpShowsNoInternals) {
  const std::string help = check_help();
  EXPECT_NE(help.find("--except"), std::string::npos);
  EXPECT_EQ(help.find("--child"), std::string::npos);
  EXPECT_EQ(help.find("--folder"), std::string::npos);
}

TEST(CheckCommand, ExitsWithTwoIfTheCommandLineIsWrong) {
  EXPECT_EQ(run_check("").status, 2);
  EXPECT_EQ(run_check("echo --seed x").status, 2);
  EXPECT_EQ(run_check("echo --only '^no-such-rule$'").status, 2);
  EXPECT_EQ(run_check("echo --except '^no-such-rule$=why not'").status, 2);
  EXPECT_EQ(run_check("echo --only unicode --one-way no-such-type").status, 2);
  EXPECT_EQ(run_check(R"(echo --only unicode --request '{"type":"no-such-type"}')").status, 2);
}

TEST(CheckCommand, ExitsWithZeroForHelpAndLists) {
  EXPECT_EQ(run_check("--help").status, 0);
  EXPECT_EQ(run_check("--list").status, 0);
  EXPECT_EQ(run_check("--rules-markdown").status, 0);
}

#ifdef __linux__
TEST(CheckCommand, ExitsWithThreeIfItsOutputIsLost) {
  EXPECT_EQ(run_check("echo --only unicode --json >/dev/full").status, 3);
  EXPECT_EQ(run_check("--list >/dev/full").status, 3);
}
#endif

TEST(CheckCommand, ListsWhatWouldBeChecked) {
  const std::string list = run_check("--list --only '^un' --except 'unique=no'").output;
  EXPECT_NE(list.find("unicode"), std::string::npos);
  EXPECT_NE(list.find("unknown-option"), std::string::npos);
  EXPECT_EQ(list.find("descriptor-sane"), std::string::npos);
  EXPECT_EQ(list.find("unique-over-restarts"), std::string::npos);
  const auto json = nlohmann::json::parse(run_check("--list --json --only '^unicode$'").output);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0].at("id"), "unicode");
}

TEST(CheckCommand, ChecksSeveralPluginsAndExitsWithTheWorst) {
  const Finished run = run_check("echo " + fixture("unicode") + " no-such-plugin --only '^unicode$' --json");
  EXPECT_EQ(run.status, 3);
  const auto reports = nlohmann::json::parse(run.output);
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_EQ(reports[0].at("verdict"), "passed");
  EXPECT_EQ(reports[1].at("verdict"), "failed");
  EXPECT_EQ(reports[2].at("verdict"), "not-loadable");
}

TEST(CheckCommand, SaysWhenNothingWasChecked) {
  const Finished run = run_check("echo --only '^malformed-option$'");
  EXPECT_EQ(run.status, 0);
  EXPECT_NE(run.output.find("1 skipped in "), std::string::npos) << run.output;
  EXPECT_NE(run.output.find(": nothing-checked\n"), std::string::npos) << run.output;
}

TEST(CheckCommand, ShowsOnlyFailuresIfThatIsWanted) {
  const Finished run = run_check(fixture("unicode") + " --only '^uni' --only-failed");
  EXPECT_NE(run.output.find("  unicode                    failed"), std::string::npos) << run.output;
  EXPECT_EQ(run.output.find("unique-over"), std::string::npos) << run.output;
  EXPECT_EQ(run.output.find("passed   "), std::string::npos) << run.output;
}

TEST(CheckCommand, StopsAfterThePluginHasHungThreeTimes) {
  const Finished run = run_check(fixture("handler-hangs") + " --timeout 0.3 -j 1");
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.output.find("3 hung"), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("the plugin hung too often: see "), std::string::npos) << run.output;
}

TEST(CheckCommand, LeavesNoTemporaryFolderBehind) {
  const std::filesystem::path folder = std::filesystem::current_path() / ("tmp-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const Finished run = run_check(fixture("working-directory") + " --only '^(working-directory|loads-twice)$'",
                                 "TMPDIR='" + folder.string() + "'");
  EXPECT_EQ(run.status, 1) << run.output;
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove(folder);
}

TEST(CheckCommand, DoesWithoutTheTemporaryFolderThatIsNotThere) {
  const Finished run = run_check("echo --only '^(working-directory|loads-twice)$'", "TMPDIR=/no/such/folder");
  EXPECT_NE(run.output.find("2 passed"), std::string::npos) << run.output;
}

TEST(CheckCommand, PrintsTheReasonOfAnException) {
  const Finished run = run_check(fixture("unicode") + " --except 'unicode=our payloads are ASCII'");
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_NE(run.output.find("excepted: our payloads are ASCII"), std::string::npos) << run.output;
}

TEST(CheckCommand, KillsWhatHangs) {
  const Finished run = run_check(fixture("stop-hangs") + " --only stop-with-work --timeout 0.5");
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.output.find("it did not return within 0.5 s"), std::string::npos) << run.output;
}

TEST(CheckCommand, ChecksInOneProcessForADebugger) {
  const Finished run = run_check(fixture("good") + " --in-process");
  EXPECT_EQ(run.status, 0) << run.output;
  const Finished bad =
      run_check(fixture("silent-load") + " --in-process --only 'silent-load|unicode' --json 2>/dev/null");
  EXPECT_EQ(bad.status, 1) << bad.output;
  EXPECT_TRUE(nlohmann::json::accept(bad.output)) << bad.output;  // without the plugin's own output
}

}  // namespace
}  // namespace maelstrom::conformance::check
