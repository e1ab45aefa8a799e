// The output: text, JSON and its schema, and the document of the rules.
#include "plugin_check/report.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "run_check.hpp"

namespace maelstrom::conformance::check {
namespace {

using nlohmann::json;

std::string read_document(const std::string& name) {
  std::ifstream file(std::string(CHECK_DOCS) + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool has_type(const json& value, const std::string& type) {
  return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
         (type == "string" && value.is_string()) || (type == "integer" && value.is_number_integer()) ||
         (type == "number" && value.is_number()) || (type == "boolean" && value.is_boolean());
}

// The part of JSON Schema that our schema uses; any other keyword is an error, not ignored. Returns the violation.
std::string violation(const json& schema, const json& value, const std::string& where = "$") {
  static const std::set<std::string> known = {"$schema", "$id",      "title",      "description",
                                              "type",    "required", "properties", "additionalProperties",
                                              "items",   "enum",     "minimum",    "pattern"};
  for (const auto& [keyword, unused] : schema.items()) {
    if (!known.contains(keyword)) {
      return where + ": the schema has the keyword " + keyword;
    }
  }
  if (schema.contains("type") && !has_type(value, schema["type"])) {
    return where + ": is not of type " + schema["type"].get<std::string>();
  }
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    return where + ": " + value.dump() + " is none of " + schema["enum"].dump();
  }
  if (schema.contains("minimum") && value < schema["minimum"]) {
    return where + ": is too small";
  }
  if (schema.contains("pattern") &&
      !std::regex_search(value.get<std::string>(), std::regex(schema["pattern"].get<std::string>()))) {
    return where + ": does not match " + schema["pattern"].dump();
  }
  for (const auto& name : schema.value("required", json::array())) {
    if (!value.contains(name.get<std::string>())) {
      return where + ": lacks " + name.dump();
    }
  }
  const json properties = schema.value("properties", json::object());
  const json members = value.is_object() ? value : json::object();
  for (const auto& [name, member] : members.items()) {
    if (!properties.contains(name)) {
      return where + ": has " + name + " too";
    }
    if (std::string found = violation(properties[name], member, where + "." + name); !found.empty()) {
      return found;
    }
  }
  for (std::size_t i = 0; schema.contains("items") && i < value.size(); ++i) {
    if (std::string found = violation(schema["items"], value[i], where + "[" + std::to_string(i) + "]");
        !found.empty()) {
      return found;
    }
  }
  return {};
}

void expect_valid(const std::string& arguments) {
  const json schema = json::parse(read_document("conformance-check.schema.json"), nullptr, false);
  ASSERT_TRUE(schema.is_object());
  const Finished run = run_check("--json " + arguments);
  const json report = json::parse(run.output, nullptr, false);
  ASSERT_TRUE(report.is_object()) << run.output;
  EXPECT_EQ(violation(schema, report), "") << run.output;
}

TEST(JsonReport, OfAGoodPluginIsValid) {
  expect_valid(fixture("good"));
}

TEST(JsonReport, OfACrashIsValid) {
  expect_valid(fixture("stop-with-work") + " --only stop");
}

TEST(JsonReport, OfAFailureIsValid) {
  expect_valid(fixture("valid-messages") + " --only valid");
}

TEST(JsonReport, OfAPluginThatIsNotThereIsValid) {
  expect_valid("no-such-plugin");
}

TEST(JsonReport, WithWhatIsNotInTheSchemaIsNot) {
  const json schema = json::parse(read_document("conformance-check.schema.json"), nullptr, false);
  EXPECT_NE(violation(schema, json::object()), "");
  json report = json::parse(run_check("--json --only unicode echo").output);
  ASSERT_EQ(violation(schema, report), "");
  report["surprise"] = 1;
  EXPECT_EQ(violation(schema, report), "$: has surprise too");
  report.erase("surprise");
  report["rules"][0]["status"] = "excellent";
  EXPECT_NE(violation(schema, report), "");
}

TEST(TextReport, TellsExpectedActualAndTheCommandThatRepeatsARule) {
  const std::string plugin = fixture("msg-id-extremes");
  const Finished run = run_check(plugin + " --only '^msg-id' --set limit=5 --seed 9");
  EXPECT_EQ(run.status, 1);
  for (const std::string& part :
       {std::string("failed: msg-id-extremes\n"), std::string("  expected   a reply with in_reply_to 0"),
        std::string("  actual     no reply\n"),
        " check " + plugin + " --set limit=5 --seed 9 --only '^msg-id-extremes$'\n",
        std::string("1 passed, 1 failed in ")}) {
    EXPECT_NE(run.output.find(part), std::string::npos) << part << "\nin\n" << run.output;
  }
}

TEST(TextReport, TellsWhatThePluginDidWhenItCrashed) {
  const Finished run = run_check(fixture("null-fields") + " --only null-fields");
  EXPECT_NE(run.output.find("  during     handling {\"src\":\"c1\",\"dest\":\"n1\",\"body\":{\"type\":\"sum\""),
            std::string::npos)
      << run.output;
}

TEST(TextReport, TellsInWhichFunctionThePluginCrashed) {
  if (CHECK_INSTRUMENTED) {
    GTEST_SKIP() << "signals are the sanitizer's";
  }
  const Finished run = run_check(fixture("null-fields") + " --only null-fields");
  EXPECT_TRUE(std::regex_search(run.output, std::regex("  where      [a-z]"))) << run.output;
}

Report report_of(const std::vector<std::pair<const char*, Outcome>>& outcomes) {
  Report report;
  report.command_of = [](const Rule& rule) { return "check --only " + std::string(rule.id); };
  for (const auto& [id, outcome] : outcomes) {
    RuleResult& result = result_of(report, *find_rule(id));
    result.outcome = outcome;
    result.done = true;
  }
  report.is_ready = true;
  return report;
}

std::string text_of(const Report& report) {
  std::string text;
  TextReport(([&text](const std::string& part) { text += part; }), true).finish(report);
  return text;
}

Outcome crash(const std::string& frame, const std::string& step) {
  Outcome outcome;
  outcome.status = Status::kCrashed;
  outcome.message = "it crashed with SIGSEGV";
  outcome.step = step;
  outcome.frame = frame;
  return outcome;
}

TEST(TextReport, HasOneSectionForOneCause) {
  const Report report = report_of({{"starts", crash("add at sum.c:7", "handling a")},
                                   {"unicode", crash("add at sum.c:7", "handling b")},
                                   {"escapes", crash("add at sum.c:7", "handling c")},
                                   {"large-bodies", crash("copy at sum.c:9", "handling d")}});
  const std::string text = text_of(report);
  const auto count = [&text](const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
      ++found;
    }
    return found;
  };
  EXPECT_EQ(count("\ncrashed: "), 2U) << text;
  EXPECT_EQ(count("  where      add at sum.c:7\n"), 1U) << text;
  EXPECT_EQ(count("  the same problem breaks 2 more rules:\n    unicode "), 1U) << text;
  EXPECT_EQ(count("\n    escapes "), 1U) << text;
}

TEST(TextReport, KeepsCausesApartThatDiffer) {
  const Outcome one = {Status::kFailed, "wrong", "1", "2", {}, 0, {}, 0};
  const Outcome other = {Status::kFailed, "wrong", "1", "3", {}, 0, {}, 0};
  const std::string text = text_of(report_of({{"starts", one}, {"unicode", other}}));
  EXPECT_NE(text.find("\nfailed: starts\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nfailed: unicode\n"), std::string::npos) << text;
}

TEST(TextReport, TellsInWhichPartOfARuleThatWas) {
  const Finished run = run_check(fixture("borrowed-slices-read") + " --only borrowed-slices");
  EXPECT_NE(run.output.find("  during     with borrowed memory unmapped when the borrow ends: a timer"),
            std::string::npos)
      << run.output;
}

TEST(TextReport, SaysWhatOneNodeDoesNotShow) {
  const std::string only = " --only '^unicode$'";
  const std::string note = "(agreement between nodes is not checked: conformance check tests one node at a time)\n";
  const Finished broadcast = run_check(fixture("store") + " -w broadcast" + only);
  EXPECT_NE(broadcast.output.find("  workload   broadcast " + note), std::string::npos) << broadcast.output;
  const Finished echo = run_check("echo" + only);
  EXPECT_NE(echo.output.find("  workload   echo (guessed"), std::string::npos) << echo.output;
  EXPECT_EQ(echo.output.find(note), std::string::npos) << echo.output;
}

TEST(TextReport, CountsWarnings) {
  Report report;
  report.results = {{"life", find_rule("starts"), "", true, {Status::kWarning, "slow", "", "", ""}}};
  std::string text;
  const auto finish = [&report, &text] {
    text.clear();
    TextReport([&text](const std::string& part) { text += part; }, true).finish(report);
  };
  finish();
  EXPECT_NE(text.find("\n1 warning in "), std::string::npos) << text;
  report.results.push_back(report.results.front());
  finish();
  EXPECT_NE(text.find("\n2 warnings in "), std::string::npos) << text;
}

TEST(Progress, NamesWhatHasBeenRunningForTheLongestTime) {
  using namespace std::chrono_literals;
  const std::chrono::steady_clock::time_point now;
  Report report;
  EXPECT_EQ(progress_line(report, now), "");
  report.results = {{"life", find_rule("starts"), "", true, {}}, {"life", find_rule("whole-lives"), "", false, {}}};
  report.running[1] = {"whole-lives", now - 900ms};
  EXPECT_EQ(progress_line(report, now), "");
  report.running[0] = {"unicode", now - 2900ms};
  EXPECT_EQ(progress_line(report, now), "1 of 2 rules done; unicode has been running for 2 s");
}

// Only there: stdout is not a terminal here.
TEST(Progress, IsShownOnATerminal) {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  ASSERT_EQ(::grantpt(terminal), 0);
  ASSERT_EQ(::unlockpt(terminal), 0);
  const std::string name = ::ptsname(terminal);  // NOLINT(concurrency-mt-unsafe): one thread
  const Finished run = run_check(fixture("stop-hangs") + " --only stop-with-work --timeout 1.5 2>" + name);
  std::array<char, 4096> shown = {};
  const ssize_t size = ::read(terminal, shown.data(), shown.size());
  ::close(terminal);
  ASSERT_GT(size, 0);
  const std::string lines(shown.data(), static_cast<std::size_t>(size));
  EXPECT_NE(lines.find("\r\x1b[K0 of 1 rules done; stop-with-work has been running for "), std::string::npos) << lines;
  EXPECT_TRUE(lines.ends_with("\r\x1b[K")) << lines;
  EXPECT_EQ(run.output.find("has been running"), std::string::npos) << run.output;
}

TEST(JsonReport, RoundsDurationsToMicroseconds) {
  Report report;
  report.duration_ns = 988'329'400;
  EXPECT_EQ(to_json(report)["duration_ms"].dump(), "988.329");
}

TEST(TextReport, ShowsOneReasonWhyNothingWasChecked) {
  const Finished run = run_check("no-such-plugin");
  EXPECT_EQ(run.status, 3);
  EXPECT_NE(run.output.find("Searched:"), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("the host's --list"), std::string::npos) << run.output;
  EXPECT_EQ(run.output.find("unicode"), std::string::npos) << run.output;
}

TEST(Rules, HaveIdsInKebabCaseThatDiffer) {
  std::set<std::string_view> ids;
  for (const RuleGroup& group : rule_groups()) {
    for (const Rule& rule : group.rules) {
      EXPECT_TRUE(std::regex_match(std::string(rule.id), std::regex("[a-z]+(-[a-z]+)*"))) << rule.id;
      EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
      EXPECT_FALSE(rule.demand.empty());
      EXPECT_FALSE(rule.reason.empty());
      EXPECT_EQ(find_rule(rule.id), &rule);
    }
  }
  EXPECT_EQ(find_rule("no-such-rule"), nullptr);
}

// If this fails: conformance check --rules-markdown > docs/conformance.md
TEST(Rules, AreDocumented) {
  EXPECT_EQ(read_document("conformance.md"), rules_markdown());
}

}  // namespace
}  // namespace maelstrom::conformance::check
