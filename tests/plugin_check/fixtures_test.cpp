// Tests of the checker: a plugin that breaks one rule fails that rule, with the right message, and no other rule.
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "bad_plugins.hpp"
#include "plugin_check/rules/rule.hpp"
#include "run_check.hpp"

namespace maelstrom::conformance::check {
namespace {

// The rules that are neither passed nor skipped, as "id status: message".
std::set<std::string> findings(const nlohmann::json& report) {
  std::set<std::string> found;
  for (const auto& rule : report.at("rules")) {
    if (rule.at("status") != "passed" && rule.at("status") != "skipped") {
      found.insert(rule.at("id").get<std::string>() + ' ' + rule.at("status").get<std::string>() + ": " +
                   rule.at("message").get<std::string>());
    }
  }
  return found;
}

std::string skipped(const nlohmann::json& report) {
  std::string text;
  for (const auto& rule : report.at("rules")) {
    if (rule.at("status") == "skipped") {
      text += rule.at("id").get<std::string>() + ": " + rule.at("message").get<std::string>() + '\n';
    }
  }
  return text;
}

nlohmann::json result_of(const nlohmann::json& report, const std::string& rule) {
  for (const auto& result : report.at("rules")) {
    if (result.at("id") == rule) {
      return result;
    }
  }
  return nullptr;
}

class BadPlugins : public testing::TestWithParam<BadPlugin> {};

TEST_P(BadPlugins, FailTheirOwnRuleAndNoOther) {
  const BadPlugin& row = GetParam();
  if (CHECK_INSTRUMENTED && row.needs_plain_build) {
    GTEST_SKIP() << "it brings symbols along, and a sanitizer turns SIGSEGV into an exit";
  }
  // One of the fixtures needs a file in the working directory.
  std::ofstream("fixture.conf") << "here\n";
  // Instrumented processes start slowly: then a bad plugin is checked only against its own rule, the good ones against
  // all.
  const std::string rules = CHECK_INSTRUMENTED ? "--only '^" + std::string(row.rule) + "$' " : "";
  const Finished run = run_check("--json " + rules + row.options + " " + fixture(row.fixture));
  const auto report = nlohmann::json::parse(run.output, nullptr, false);
  ASSERT_TRUE(report.is_object()) << run.output;
  const std::string expected = std::string(row.rule) + ' ' + row.status + ": " + row.message;
  EXPECT_EQ(findings(report), std::set<std::string>{expected}) << run.output;
  const nlohmann::json result = result_of(report, row.rule);
  ASSERT_TRUE(result.is_object()) << run.output;
  if (row.expected != nullptr) {
    EXPECT_EQ(result.value("expected", ""), row.expected);
  }
  if (row.actual != nullptr) {
    EXPECT_EQ(result.value("actual", ""), row.actual);
  }
  EXPECT_EQ(run.status, std::string(row.status) == "warning" ? 0 : 1);
}

INSTANTIATE_TEST_SUITE_P(EachRule, BadPlugins, testing::ValuesIn(kBadPlugins),
                         [](const testing::TestParamInfo<BadPlugin>& row) {
                           std::string name = row.param.fixture;
                           for (char& c : name) {
                             c = c == '-' ? '_' : c;
                           }
                           return name;
                         });

TEST(BadPlugins, ThereIsOneForEachRule) {
  std::set<std::string> broken = {"loads"};  // which has separate tests below
  for (const BadPlugin& row : kBadPlugins) {
    broken.insert(row.rule);
  }
  for (const RuleGroup& group : rule_groups()) {
    for (const Rule& rule : group.rules) {
      EXPECT_TRUE(broken.contains(std::string(rule.id))) << rule.id;
    }
  }
}

void expect_all_passed(const std::string& plugin, const std::string& expected_skips) {
  const Finished run = run_check("--json " + plugin);
  const auto report = nlohmann::json::parse(run.output, nullptr, false);
  ASSERT_TRUE(report.is_object()) << run.output;
  std::set<std::string> found = findings(report);
  if (CHECK_INSTRUMENTED) {  // a handler is many times slower then
    std::erase_if(found, [](const std::string& finding) { return finding.rfind("handler-time warning: ", 0) == 0; });
  }
  EXPECT_EQ(found, std::set<std::string>()) << run.output;
  EXPECT_EQ(skipped(report), expected_skips);
  EXPECT_EQ(run.status, 0);
}

constexpr const char* kNoReads = "reads-what-it-was-told: the plugin implements no workload with known reads\n";

// As in real processes, a second life begins at 0 again, and two nodes do not share a counter.
TEST(BadPlugins, AreFoundOutIfIdsComeFromAGlobal) {
  const auto report = nlohmann::json::parse(run_check("--json " + fixture("global-counter")).output, nullptr, false);
  ASSERT_TRUE(report.is_object());
  const std::set<std::string> found = findings(report);
  EXPECT_TRUE(found.contains("unique-over-restarts failed: an id is returned twice"));
  EXPECT_TRUE(found.contains("instances-share-nothing failed: instances in one process influence each other"));
}

TEST(GoodPlugins, MayTakeIdsFromAService) {
  expect_all_passed(fixture("ids-from-service") + " --only '^unique-over'", "");
}

TEST(GoodPlugins, MayKeepAPoolOfThreads) {
  expect_all_passed(fixture("pool") + " --only destroy-leaves-nothing", "");
}

TEST(GoodPlugins, InCPassesEveryRuleThatApplies) {
  expect_all_passed(fixture("good"), kNoReads);
}

TEST(GoodPlugins, WithThreadsPassesEveryRuleThatApplies) {
  expect_all_passed(fixture("good-threads"), kNoReads);
}

TEST(GoodPlugins, InCppPassesEveryRuleThatApplies) {
  expect_all_passed(fixture("good-cpp") + " -w echo -w unique-ids -w g-counter",
                    "rpc-error-reply: it sends no rpc\nrpc-late-reply: it sends no rpc\n"
                    "rpc-silent-peer: it sends no rpc\nrpc-empty-reply: it sends no rpc\n");
}

// Requests that contend for one key need many successive rpcs.
TEST(GoodPlugins, ThatKeepsItsStateInAServicePassesEveryRuleThatApplies) {
  expect_all_passed(fixture("counter") + " -w g-counter",
                    "malformed-option: it has no options\n"
                    "echo-identity: the plugin does not implement the workload echo\n"
                    "unique-over-instances: the plugin does not implement the workload unique-ids\n"
                    "unique-over-restarts: the plugin does not implement the workload unique-ids\n"
                    "unique-over-node-ids: the plugin does not implement the workload unique-ids\n"
                    "unique-over-empty-id: the plugin does not implement the workload unique-ids\n"
                    "unique-without-randomness: the plugin does not implement the workload unique-ids\n");
}

TEST(GoodPlugins, EchoPassesWithoutWarnings) {
  expect_all_passed("echo",
                    "malformed-option: it has no options\nwrong-typed-fields: every field may have every type\n"
                    "rpc-error-reply: it sends no rpc\nrpc-late-reply: it sends no rpc\n"
                    "rpc-silent-peer: it sends no rpc\nrpc-empty-reply: it sends no rpc\n"
                    "unique-over-instances: the plugin does not implement the workload unique-ids\n"
                    "unique-over-restarts: the plugin does not implement the workload unique-ids\n"
                    "unique-over-node-ids: the plugin does not implement the workload unique-ids\n"
                    "unique-over-empty-id: the plugin does not implement the workload unique-ids\n"
                    "unique-without-randomness: the plugin does not implement the workload unique-ids\n" +
                        std::string(kNoReads));
}

void expect_unique_ids_passes(const std::string& options) {
  expect_all_passed("unique_ids " + options,
                    "missing-fields: no request has a known field\n"
                    "null-fields: no request has a known field\n"
                    "wrong-typed-fields: no request has a known field\n"
                    "rpc-error-reply: it sends no rpc\nrpc-late-reply: it sends no rpc\n"
                    "rpc-silent-peer: it sends no rpc\nrpc-empty-reply: it sends no rpc\n"
                    "echo-identity: the plugin does not implement the workload echo\n" +
                        std::string(kNoReads));
}

TEST(GoodPlugins, UniqueIdsPassesWithoutWarnings) {
  expect_unique_ids_passes("");
}

TEST(GoodPlugins, UniqueIdsPassesWithEachScheme) {
  expect_unique_ids_passes("--set scheme=uuid");
}

// ---- Plugins that are wrong in several ways, or correct

// The findings of a check with these arguments.
std::set<std::string> findings_of(const std::string& arguments) {
  const Finished run = run_check("--json " + arguments);
  const auto report = nlohmann::json::parse(run.output, nullptr, false);
  EXPECT_TRUE(report.is_object()) << run.output;
  return report.is_object() ? findings(report) : std::set<std::string>();
}

using Findings = std::set<std::string>;

TEST(Excuses, OneWayMessagesNeedNoAnswer) {
  EXPECT_EQ(findings_of(fixture("answers-declared-types") + " --only answers --one-way tell"), Findings());
}

TEST(Excuses, AGivenRequestIsTheRightOne) {
  const std::string plugin = fixture("accepts-requests") + " --only '^(accepts-requests|unicode|bodies-by-chance)$'";
  EXPECT_EQ(findings_of(plugin + R"( --request '{"type":"transfer","amount":7}')"), Findings());
  EXPECT_EQ(findings_of(plugin + R"( --request '{"type":"transfer","amount":8}')").size(), 1U);
}

TEST(Excuses, AWorkloadOfOnesOwnMayHaveTypesOfAnother) {
  EXPECT_EQ(findings_of(fixture("closed-bodies") + " -w none --only closed-bodies"), Findings());
}

const Findings kForgotten = {
    "reads-what-it-was-told failed: a node alone in its cluster does not return the values that it was sent"};

TEST(Reads, AreJudgedInEachWorkloadThatHasThem) {
  const auto expect_judged = [](const std::string& plugin, const std::string& workload) {
    const std::string arguments = plugin + " --only '^reads-what-it-was-told$' -w " + workload + " --set forgets=";
    EXPECT_EQ(findings_of(arguments + "true"), kForgotten) << workload;
    const Finished right = run_check("--json " + arguments + "false");
    EXPECT_NE(right.output.find(R"("passed": 1,)"), std::string::npos) << right.output;
  };
  for (const std::string workload : {"broadcast", "g-set", "g-counter", "pn-counter", "lin-kv"}) {
    expect_judged(fixture("store") + " --set workload=" + workload, workload);
  }
  for (const std::string workload : {"kafka", "txn-list-append", "txn-rw-register"}) {
    expect_judged(fixture("ledger"), workload);
  }
}

// Without --only: the fixture fails only this rule, and without the mistake it passes all rules.
TEST(Reads, OfLogsAndTransactionsAreTheOnlyRuleThatForgettingBreaks) {
  const std::string rules = CHECK_INSTRUMENTED ? " --only '^reads-what-it-was-told$'" : "";
  for (const std::string workloads : {" -w kafka", " -w txn-list-append", " -w txn-rw-register"}) {
    EXPECT_EQ(findings_of(fixture("ledger") + workloads + " --set forgets=true" + rules), kForgotten) << workloads;
    EXPECT_EQ(findings_of(fixture("ledger") + workloads + rules), Findings()) << workloads;
  }
}

TEST(Reads, AreNotJudgedWhereTheNodeRefusesWhatItIsTold) {
  const Finished run = run_check(fixture("good-cpp") + " -w g-set --only '^reads-what-it-was-told$'");
  EXPECT_NE(run.output.find("skipped"), std::string::npos) << run.output;
  EXPECT_NE(run.output.find(R"(a node alone in its cluster does not answer {"type":"add","element":1001})"),
            std::string::npos)
      << run.output;
}

TEST(Rpcs, OfTimersArePlayedToo) {
  const std::string gossip = fixture("good-cpp") + " -w g-counter --only '^rpc-' --set mode=";
  const Finished right = run_check("--json " + gossip + "gossip");
  EXPECT_NE(right.output.find(R"("passed": 4,)"), std::string::npos) << right.output;
  EXPECT_TRUE(findings_of(gossip + "fragile").contains("rpc-error-reply crashed: it crashed with SIGABRT"));
}

TEST(HandlerTime, ThatStillLeavesRoomForAReplyIsAWarning) {
  EXPECT_EQ(findings_of(fixture("handler-blocks") + " --only '^handler-time$'"),
            Findings{"handler-time warning: the handler of tell blocks the loop for longer than 1 s"});
}

TEST(Forks, ThatReturnAreNoticed) {
  const Findings expected = {"unicode failed: it forks, and the child process returns from the plugin's function"};
  EXPECT_EQ(findings_of(fixture("forks") + " --only '^unicode$'"), expected);
}

TEST(Starting, IsSaidToFailEvenIfTheRuleIsNotChosen) {
  EXPECT_EQ(findings_of(fixture("starts") + " --only '^unicode$'"), Findings{"starts failed: it cannot be created"});
}

TEST(Timeout, IsForOneCallAndNotForARule) {
  EXPECT_EQ(findings_of(fixture("good") + " --timeout 0.3 --only '^(deterministic|create-destroy|whole-lives)$'"),
            Findings());
}

// ---- not loadable

void expect_not_loadable(const std::string& plugin, const std::string& message) {
  const Finished run = run_check("--json " + plugin);
  const auto report = nlohmann::json::parse(run.output, nullptr, false);
  ASSERT_TRUE(report.is_object()) << run.output;
  EXPECT_EQ(report.at("verdict"), "not-loadable");
  const std::set<std::string> found = findings(report);
  ASSERT_EQ(found.size(), 1U) << run.output;
  EXPECT_EQ(*found.begin(), message);
  EXPECT_EQ(run.status, 3);
}

TEST(NotLoadable, AreLibrariesWithoutAnEntry) {
  expect_not_loadable(fixture("loads"), "loads failed: the host cannot load it");
}

TEST(NotLoadable, AreThoseThatCrashWhenLoaded) {
  expect_not_loadable(fixture("load-crashes"), "loads crashed: it crashed with SIGABRT");
}

TEST(NotLoadable, AreFilesThatAreNotThere) {
  expect_not_loadable("no-such-plugin", "loads failed: it was not found");
}

TEST(NotLoadable, IsSaidEvenIfTheRuleIsNotChosen) {
  expect_not_loadable(fixture("loads") + " --only unicode", "loads failed: the host cannot load it");
}

}  // namespace
}  // namespace maelstrom::conformance::check
