// The checker is checked: a plugin that breaks one rule fails that rule, with the right words, and no other.
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "conformance/check/rule.hpp"
#include "run_check.hpp"

namespace maelstrom::conformance::check {
namespace {

struct BadPlugin {
  const char* fixture;
  const char* rule;
  const char* status;
  const char* message;
  bool needs_plain_build = false;  // a sanitizer's runtime changes what is seen
};

// For a readable name of the test.
void PrintTo(const BadPlugin& row, std::ostream* out) {  // NOLINT(readability-identifier-naming): GoogleTest's
  *out << row.fixture;
}

constexpr BadPlugin kBadPlugins[] = {
    {"exports-only-entry", "exports-only-entry", "failed", "it exports more than the entry function"},
    {"no-foreign-symbols", "no-foreign-symbols", "failed", "it needs symbols that it is not linked with", true},
    {"silent-load", "silent-load", "failed", "loading it writes to stdout"},
    {"descriptor-sane", "descriptor-sane", "failed", "its name cannot be used on a command line"},
    {"descriptor-stable", "descriptor-stable", "failed",
     "its entry function returns another descriptor when it is called again"},
    {"version-rule", "version-rule", "failed", "it refuses a newer host"},
    {"loads-twice", "loads-twice", "failed", "a copy of it in the same process has a bad descriptor"},
    {"working-directory", "working-directory", "failed", "it refuses to run in an empty working directory"},

    {"create-destroy", "create-destroy", "failed", "its heap grows when instances come and go"},
    {"instances-share-nothing", "instances-share-nothing", "failed", "instances in one process influence each other"},
    {"starts", "starts", "failed",
     "it does not start as node N\xc3\xb6"
     "de \"7\" of 2"},
    {"quiet-before-start", "quiet-before-start", "failed", "it sends before it has been started"},
    {"repeated-init", "repeated-init", "failed",
     "it does not answer after a second init, when clients count their msg_ids anew"},
    {"stop-with-work", "stop-with-work", "crashed", "it crashed with SIGABRT"},
    {"stop-hangs", "stop-with-work", "hung", "it did not come back within 10 s"},
    {"stop-exits", "stop-with-work", "failed", "it ended the process, with exit status 3"},
    {"destroy-leaves-nothing", "destroy-leaves-nothing", "failed", "a thread outlives its instance"},
    {"unknown-option", "unknown-option", "failed", "it accepts an option that it does not know"},
    {"malformed-option", "malformed-option", "failed", "it refuses a value of the option limit without saying why"},

    {"answers-declared-types", "answers-declared-types", "failed", "a request of type tell is not answered"},
    {"unknown-type", "unknown-type", "failed", "it claims a type that is not for plugins"},
    {"missing-fields", "missing-fields", "failed", "the plugin fails on a request without the field n"},
    {"missing-fields-crashes", "missing-fields", "crashed", "it crashed with SIGABRT"},
    {"null-fields", "null-fields", "crashed", "it crashed with SIGABRT"},
    {"wrong-typed-fields", "wrong-typed-fields", "failed", "a request whose field n is true meets silence"},
    {"msg-id-absent", "msg-id-absent", "failed", "a message without msg_id makes it fail"},
    {"msg-id-extremes", "msg-id-extremes", "failed", "a request with msg_id 0 is not answered"},
    {"in-reply-to", "in-reply-to", "failed", "of several requests at a time, not each gets its reply"},
    {"one-reply", "one-reply", "failed", "it answers a request twice"},
    {"replies-only-to-asker", "replies-only-to-asker", "failed", "it speaks to a client that has not asked"},
    {"valid-messages", "valid-messages", "failed", "the host has to refuse a message of it"},
    {"closed-bodies", "closed-bodies", "failed", "a reply has a field that its workload does not know"},
    {"unicode", "unicode", "failed", "text beyond ASCII is refused"},
    {"escapes", "escapes", "failed", "an escape is refused"},
    {"large-bodies", "large-bodies", "failed", "a string of 1 MB is refused"},
    {"deep-nesting", "deep-nesting", "failed", "deep nesting of arrays is refused"},
    {"duplicate-keys", "duplicate-keys", "failed", "the last of two fields of one name does not come back as it was"},
    {"large-integers", "large-integers", "failed", "an integer beyond 2^53 does not come back as it was"},

    {"borrowed-slices", "borrowed-slices", "failed", "it uses a slice after its borrow has ended"},
    {"borrowed-slices-read", "borrowed-slices", "crashed", "it crashed with SIGSEGV", true},
    {"loop-thread", "loop-thread", "failed", "it calls a function of the host on a thread of its own"},
    {"no-reentry", "no-reentry", "failed", "it calls the host of an instance that is not being called"},
    {"handler-time", "handler-time", "warning", "the handler of echo takes long"},
    {"no-exceptions", "no-exceptions", "failed", "an exception leaves the plugin"},
    {"rpc-error-reply", "rpc-error-reply", "failed", "when an rpc ends in an error, its request is not answered"},
    {"rpc-late-reply", "rpc-late-reply", "failed",
     "when replies to rpcs come late, in another order and twice, a request is not answered"},
    {"rpc-silent-peer", "rpc-silent-peer", "crashed", "it crashed with SIGABRT"},
    {"quiet-until-first-message", "quiet-until-first-message", "warning",
     "it speaks between init and the first message"},

    {"deterministic", "deterministic", "warning",
     "a second instance in the same process behaves differently: hidden globals, a clock or randomness of its own"},

    {"echo-identity", "echo-identity", "failed", "an echo is not what was sent"},
    {"unique-over-instances", "unique-over-instances", "failed", "an id is given out twice"},
    {"unique-over-restarts", "unique-over-restarts", "failed", "an id is given out twice"},
    {"unique-over-node-ids", "unique-over-node-ids", "failed", "an id is given out twice"},
    {"unique-without-randomness", "unique-without-randomness", "failed", "without randomness it goes on"},
};

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

class BadPlugins : public testing::TestWithParam<BadPlugin> {};

TEST_P(BadPlugins, FailTheirOwnRuleAndNoOther) {
  const BadPlugin& row = GetParam();
  if (CHECK_SANITIZED && row.needs_plain_build) {
    GTEST_SKIP() << "a sanitizer brings symbols along, and turns SIGSEGV into an exit";
  }
  // One of the fixtures wants a file that is in the working directory.
  std::ofstream("fixture.conf") << "here\n";
  const bool warning = std::string(row.status) == "warning";
  // Processes with a sanitizer start slowly: there a bad plugin meets its own rule alone, the good ones meet them all.
  const std::string rules = CHECK_SANITIZED ? "--only '^" + std::string(row.rule) + "$' " : "";
  const Finished run = run_check("--json " + rules + fixture(row.fixture));
  const auto report = nlohmann::json::parse(run.output, nullptr, false);
  ASSERT_TRUE(report.is_object()) << run.output;
  const std::string expected = std::string(row.rule) + ' ' + row.status + ": " + row.message;
  EXPECT_EQ(findings(report), std::set<std::string>{expected}) << run.output;
  EXPECT_EQ(run.status, warning ? 0 : 1);
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
  std::set<std::string> broken = {"loads"};  // which has tests of its own, below
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
  EXPECT_EQ(findings(report), std::set<std::string>()) << run.output;
  EXPECT_EQ(skipped(report), expected_skips);
  EXPECT_EQ(run.status, 0);
}

TEST(GoodPlugins, InCPassesEveryRule) {
  expect_all_passed(fixture("good"), "");
}

TEST(GoodPlugins, WithThreadsPassesEveryRule) {
  expect_all_passed(fixture("good-threads"), "");
}

TEST(GoodPlugins, InCppPassesEveryRuleThatApplies) {
  expect_all_passed(fixture("good-cpp") + " -w echo -w unique-ids -w g-counter",
                    "rpc-error-reply: no request leads to an rpc\nrpc-late-reply: no request leads to an rpc\n"
                    "rpc-silent-peer: no request leads to an rpc\n");
}

TEST(GoodPlugins, EchoPassesWithoutWarnings) {
  expect_all_passed("echo",
                    "malformed-option: it has no options\nwrong-typed-fields: every field may have every type\n"
                    "rpc-error-reply: no request leads to an rpc\nrpc-late-reply: no request leads to an rpc\n"
                    "rpc-silent-peer: no request leads to an rpc\n"
                    "unique-over-instances: the plugin is not of the workload unique-ids\n"
                    "unique-over-restarts: the plugin is not of the workload unique-ids\n"
                    "unique-over-node-ids: the plugin is not of the workload unique-ids\n"
                    "unique-without-randomness: the plugin is not of the workload unique-ids\n");
}

void expect_unique_ids_passes(const std::string& options) {
  expect_all_passed("unique_ids " + options,
                    "missing-fields: no request has a field that is known\n"
                    "null-fields: no request has a field that is known\n"
                    "wrong-typed-fields: no request has a field that is known\n"
                    "rpc-error-reply: no request leads to an rpc\nrpc-late-reply: no request leads to an rpc\n"
                    "rpc-silent-peer: no request leads to an rpc\n"
                    "echo-identity: the plugin is not of the workload echo\n");
}

TEST(GoodPlugins, UniqueIdsPassesWithoutWarnings) {
  expect_unique_ids_passes("");
}

TEST(GoodPlugins, UniqueIdsPassesWithEachScheme) {
  expect_unique_ids_passes("--set scheme=uuid");
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
