#include "report.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <spdlog/fmt/fmt.h>

#include "conformance/test_command.hpp"
#include "host/host_table.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr std::array kStatuses = {Status::kPassed, Status::kWarning, Status::kSkipped,
                                  Status::kFailed, Status::kCrashed, Status::kHung};

double milliseconds(std::int64_t ns) {
  return std::round(static_cast<double>(ns) * 1e-3) * 1e-3;
}

std::string joined(const auto& names) {
  std::string text;
  for (const auto& name : names) {
    text += (text.empty() ? "" : ", ") + std::string(name);
  }
  return text;
}

auto count_of(const Report& report, Status status) {
  return std::count_if(report.results.begin(), report.results.end(),
                       [status](const RuleResult& result) { return result.outcome.status == status; });
}

bool has_failure(const Report& report) {
  return std::any_of(report.results.begin(), report.results.end(),
                     [](const RuleResult& result) { return is_failure(result.outcome.status); });
}

std::string header(const Report& report) {
  const PluginInfo& plugin = report.plugin;
  std::string text = plugin.name.empty() ? "" : fmt::format("{} {}: {}\n", plugin.name, plugin.version, plugin.summary);
  text += fmt::format("  file       {}\n", plugin.path);
  if (!plugin.message_types.empty()) {
    text += fmt::format("  handles    {}\n", joined(plugin.message_types));
  }
  if (!report.ambiguous.empty()) {
    text += fmt::format("  workload   one of {}? Say which with -w\n", joined(report.ambiguous));
  }
  if (!report.workloads.empty()) {
    text += fmt::format("  workload   {}\n", joined(report.workloads));
  }
  return text + fmt::format("  seed       {}\n", report.seed);
}

std::string table(const Report& report) {
  std::string text;
  std::string_view group;
  for (const RuleResult& result : report.results) {
    const Outcome& outcome = result.outcome;
    if (!report.loadable && outcome.status == Status::kSkipped) {
      continue;  // all for the one reason that is shown
    }
    if (result.group != group) {
      group = result.group;
      text += fmt::format("\n{}\n", group);
    }
    std::string row = fmt::format("  {:<26} {:<8} {:>5.0f} ms  {}", result.rule->id, status_name(outcome.status),
                                  milliseconds(outcome.duration_ns), outcome.message);
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + '\n';
  }
  return text;
}

// Of a text of several lines, all but the first are put under it.
std::string indented(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, text.find_last_not_of('\n') + 1)) {
    out += c;
    if (c == '\n') {
      out += "             ";
    }
  }
  return out;
}

std::string explanation(const RuleResult& result) {
  const Outcome& outcome = result.outcome;
  std::string text =
      fmt::format("\n{}: {}\n  rule       {}\n", status_name(outcome.status), result.rule->id, result.rule->demand);
  for (const auto& [label, words] : {std::pair<std::string_view, std::string_view>("why", result.rule->reason),
                                     {"what", outcome.message},
                                     {"expected", outcome.expected},
                                     {"actual", outcome.actual},
                                     {"while", outcome.step},
                                     {"again", result.command}}) {
    if (!words.empty()) {
      text += fmt::format("  {:<10} {}\n", label, indented(words));
    }
  }
  return text;
}

std::string verdict(const Report& report) {
  if (!report.loadable) {
    return "not-loadable";
  }
  return has_failure(report) ? "failed" : "passed";
}

std::string summary(const Report& report) {
  std::string text;
  for (const Status status : kStatuses) {
    if (const auto count = count_of(report, status); count != 0) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, status_name(status));
    }
  }
  return fmt::format("\n{} in {:.1f} s: {}\n", text, milliseconds(report.duration_ns) / 1000, verdict(report));
}

// For a cell of a Markdown table.
std::string escaped_bars(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '|' ? "\\|" : std::string(1, c);
  }
  return out;
}

nlohmann::ordered_json to_json(const RuleResult& result) {
  const Outcome& outcome = result.outcome;
  nlohmann::ordered_json json = {{"id", result.rule->id},
                                 {"group", result.group},
                                 {"demand", result.rule->demand},
                                 {"reason", result.rule->reason},
                                 {"status", status_name(outcome.status)},
                                 {"message", outcome.message},
                                 {"duration_ms", milliseconds(outcome.duration_ns)},
                                 {"command", result.command}};
  for (const auto& [name, text] :
       {std::pair("expected", &outcome.expected), {"actual", &outcome.actual}, {"step", &outcome.step}}) {
    if (!text->empty()) {
      json[name] = *text;
    }
  }
  if (outcome.signal != 0) {
    json["signal"] = outcome.signal;
  }
  return json;
}

}  // namespace

nlohmann::ordered_json to_json(const PluginInfo& plugin) {
  nlohmann::ordered_json json = {{"path", plugin.path}};
  if (!plugin.name.empty()) {
    json["name"] = plugin.name;
    json["version"] = plugin.version;
    json["summary"] = plugin.summary;
    json["abi"] = {
        {"major", MAELSTROM_ABI_MAJOR}, {"minor", plugin.abi_minor}, {"min_host_minor", plugin.min_host_minor}};
    json["message_types"] = plugin.message_types;
  }
  return json;
}

PluginInfo plugin_info_from(const nlohmann::ordered_json& json) {
  return {json.at("path"),
          json.at("name"),
          json.at("version"),
          json.at("summary"),
          json.at("abi").at("minor"),
          json.at("abi").at("min_host_minor"),
          json.at("message_types")};
}

std::string to_text(const Report& report) {
  std::string text = header(report) + table(report);
  for (const RuleResult& result : report.results) {
    if (is_failure(result.outcome.status) || result.outcome.status == Status::kWarning) {
      text += explanation(result);
    }
  }
  return text + summary(report);
}

nlohmann::ordered_json to_json(const Report& report) {
  nlohmann::ordered_json json = {
      {"checker", {{"name", host::kHostName}, {"version", host::kHostVersion}}},
      {"plugin", to_json(report.plugin)},
      {"workloads", report.workloads},
      {"seed", report.seed},
      {"verdict", verdict(report)},
      {"duration_ms", milliseconds(report.duration_ns)},
  };
  for (const Status status : kStatuses) {
    json["counts"][std::string(status_name(status))] = count_of(report, status);
  }
  json["rules"] = nlohmann::ordered_json::array();
  for (const RuleResult& result : report.results) {
    json["rules"].push_back(to_json(result));
  }
  return json;
}

int exit_status(const Report& report) {
  if (!report.loadable) {
    return kExitNotRun;
  }
  return has_failure(report) ? kExitInvalid : kExitValid;
}

std::string rules_markdown() {
  std::string text =
      "# The rules of `conformance check`\n\n"
      "<!-- Made by `conformance check --rules-markdown` from the rules themselves: change them, not this file. -->\n\n"
      "`conformance check PLUGIN` holds a plugin against each of these rules, each in a process of its own. A rule "
      "that does "
      "not apply to a plugin is\nskipped, with the reason. `conformance check --help` tells how to choose rules and "
      "how to "
      "repeat one.\n\n"
      "| status | meaning |\n|---|---|\n"
      "| passed | the rule is kept |\n"
      "| warning | it is not, which may be on purpose; the exit status does not change |\n"
      "| skipped | it does not apply, or was excepted; the reason is printed |\n"
      "| failed | it is broken: what was expected and what came is printed |\n"
      "| crashed | a signal ended the process; what the plugin was doing is printed |\n"
      "| hung | it did not come back within `--timeout` |\n\n"
      "Exit status: 0 nothing worse than a warning, 1 a rule failed, crashed or hung, 2 the command line is wrong, 3 "
      "the "
      "plugin was not found or cannot be\nloaded. `--json` prints a report that is valid against "
      "[conformance-check.schema.json](conformance-check.schema.json).\n";
  for (const RuleGroup& group : rule_groups()) {
    text += fmt::format("\n## {}\n\n| rule | what it demands | why |\n|---|---|---|\n", group.name);
    for (const Rule& rule : group.rules) {
      text += fmt::format("| `{}` | {} | {} |\n", rule.id, escaped_bars(rule.demand), escaped_bars(rule.reason));
    }
  }
  return text;
}

}  // namespace maelstrom::conformance::check
