#include "plugin_check/report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "command_line/exit_status.hpp"
#include "host/node/host_table.hpp"
#include "platform/log_text.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr std::array kStatuses = {Status::kPassed, Status::kWarning, Status::kSkipped,
                                  Status::kFailed, Status::kCrashed, Status::kHung};

double milliseconds(std::int64_t ns) {
  return std::round(static_cast<double>(ns) / 1e3) / 1e3;  // prints three decimals at most
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
  std::string text = plugin.name.empty()
                         ? ""
                         : fmt::format("{} {}: {}\n", platform::one_line(plugin.name),
                                       platform::one_line(plugin.version), platform::one_line(plugin.summary));
  text += fmt::format("  file       {}\n", platform::one_line(plugin.path));
  if (!plugin.message_types.empty()) {
    text += fmt::format("  handles    {}\n", platform::one_line(joined(plugin.message_types)));
  }
  if (!report.ambiguous.empty()) {
    text += fmt::format("  workload   one of {}? Select it with -w\n", joined(report.ambiguous));
  }
  if (!report.workloads.empty()) {
    const std::string_view guessed = report.guessed ? " (guessed from the types; override with -w)" : "";
    const std::string_view unseen =
        report.is_replicated ? " (agreement between nodes is not checked: conformance check tests one node at a time)"
                             : "";
    text += fmt::format("  workload   {}{}{}\n", joined(report.workloads), guessed, unseen);
  }
  return text + fmt::format("  seed       {}\n", report.seed);
}

// Indents all lines of a text except the first.
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

// Whether two rules seem to fail for the same cause. Two crashes have the same cause if the same code of the plugin
// crashed, in any step.
bool have_one_cause(const Outcome& a, const Outcome& b) {
  if (a.status != b.status || a.message != b.message) {
    return false;
  }
  const bool crashed = a.status == Status::kCrashed && !a.frame.empty();
  return crashed ? a.frame == b.frame : a.expected == b.expected && a.actual == b.actual;
}

using Section = std::vector<const RuleResult*>;  // with one cause

// The cause, and every rule that fails because of it.
std::string explanation(const Section& section) {
  const RuleResult& first = *section.front();
  const Outcome& outcome = first.outcome;
  std::string text =
      fmt::format("\n{}: {}\n  rule       {}\n", status_name(outcome.status), first.rule->id, first.rule->demand);
  for (const auto& [label, words] : {std::pair<std::string_view, std::string_view>("why", first.rule->reason),
                                     {"problem", outcome.message},
                                     {"where", outcome.frame},
                                     {"expected", outcome.expected},
                                     {"actual", outcome.actual},
                                     {"during", outcome.step},
                                     {"reproduce", first.command}}) {
    if (!words.empty()) {
      text += fmt::format("  {:<10} {}\n", label, indented(words));
    }
  }
  if (section.size() > 1) {
    text += fmt::format("  the same problem breaks {} more {}:\n", section.size() - 1,
                        section.size() == 2 ? "rule" : "rules");
    for (auto result = section.begin() + 1; result != section.end(); ++result) {
      text += fmt::format("    {:<26} {}\n", (*result)->rule->id, (*result)->rule->demand);
    }
  }
  return text;
}

std::string_view verdict(const Report& report) {
  if (!report.loadable) {
    return "not-loadable";
  }
  const bool nothing = std::all_of(report.results.begin(), report.results.end(),
                                   [](const RuleResult& result) { return result.outcome.status == Status::kSkipped; });
  return has_failure(report) ? "failed" : nothing ? "nothing-checked" : "passed";
}

std::string summary(const Report& report) {
  std::string text;
  for (const Status status : kStatuses) {
    if (const auto count = count_of(report, status); count != 0) {
      const char* const plural = status == Status::kWarning && count != 1 ? "s" : "";
      text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", count, status_name(status), plural);
      text += status == Status::kSkipped && !report.stopped_by.empty() ? fmt::format(" ({})", report.stopped_by) : "";
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
  for (const auto& [name, text] : {std::pair("expected", &outcome.expected),
                                   {"actual", &outcome.actual},
                                   {"step", &outcome.step},
                                   {"frame", &outcome.frame}}) {
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

std::optional<PluginInfo> plugin_info_from(const nlohmann::ordered_json& json) {
  try {
    return PluginInfo{json.at("path"),
                      json.at("name"),
                      json.at("version"),
                      json.at("summary"),
                      json.at("abi").at("minor"),
                      json.at("abi").at("min_host_minor"),
                      json.at("message_types")};
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

RuleResult* find_result(Report& report, const Rule& rule) {
  const auto found = std::find_if(report.results.begin(), report.results.end(),
                                  [&rule](const RuleResult& result) { return result.rule == &rule; });
  return found == report.results.end() ? nullptr : &*found;
}

RuleResult& result_of(Report& report, const Rule& rule) {
  auto place = report.results.begin();
  for (const RuleGroup& group : rule_groups()) {
    for (const Rule& each : group.rules) {
      const bool is_there = place != report.results.end() && place->rule == &each;
      if (&each == &rule) {
        return is_there ? *place
                        : *report.results.insert(place, {group.name, &rule, report.command_of(rule), false, {}});
      }
      place += is_there ? 1 : 0;
    }
  }
  throw std::logic_error("there is no such rule");
}

void TextReport::update(const Report& report) {
  if (!report.is_ready) {
    return;
  }
  if (!has_header_) {
    has_header_ = true;
    print_(header(report));
  }
  for (; rows_ < report.results.size() && report.results[rows_].done; ++rows_) {
    print_row(report, report.results[rows_]);
  }
}

void TextReport::print_row(const Report& report, const RuleResult& result) {
  const Outcome& outcome = result.outcome;
  const bool is_fine = outcome.status == Status::kPassed || outcome.status == Status::kSkipped;
  const bool is_told = outcome.status == Status::kSkipped && outcome.message == report.stopped_by;
  if ((only_failed_ && is_fine) || is_told) {
    return;
  }
  std::string row;
  if (result.group != group_) {
    group_ = result.group;
    row = fmt::format("\n{}\n", group_);
  }
  row += fmt::format("  {:<26} {:<8} {:>5.0f} ms  {}", result.rule->id, status_name(outcome.status),
                     milliseconds(outcome.duration_ns), outcome.message);
  row.erase(row.find_last_not_of(' ') + 1);
  print_(row + '\n');
}

void TextReport::finish(const Report& report) {
  update(report);
  std::vector<Section> sections;
  for (const RuleResult& result : report.results) {
    const Outcome& outcome = result.outcome;
    if (is_failure(outcome.status) || outcome.status == Status::kWarning) {
      const auto same = std::find_if(sections.begin(), sections.end(), [&outcome](const Section& section) {
        return have_one_cause(section.front()->outcome, outcome);
      });
      (same == sections.end() ? sections.emplace_back() : *same).push_back(&result);
    }
  }
  for (const Section& section : sections) {
    print_(explanation(section));
  }
  print_(summary(report));
}

std::string progress_line(const Report& report, std::chrono::steady_clock::time_point now) {
  const auto longest = std::min_element(report.running.begin(), report.running.end(),
                                        [](const auto& a, const auto& b) { return a.second.since < b.second.since; });
  if (longest == report.running.end() || now - longest->second.since < std::chrono::seconds(1)) {
    return {};
  }
  const auto done =
      std::count_if(report.results.begin(), report.results.end(), [](const RuleResult& result) { return result.done; });
  return fmt::format("{} of {} rules done; {} has been running for {} s", done, report.results.size(),
                     longest->second.what, (now - longest->second.since) / std::chrono::seconds(1));
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

std::string rules_list(const std::vector<const Rule*>& rules) {
  std::string text;
  for (const Rule* const rule : rules) {
    text += fmt::format("{:<26} {}\n", rule->id, rule->demand);
  }
  return text;
}

nlohmann::ordered_json rules_json(const std::vector<const Rule*>& rules) {
  auto json = nlohmann::ordered_json::array();
  for (const Rule* const rule : rules) {
    json.push_back({{"id", rule->id}, {"demand", rule->demand}, {"reason", rule->reason}});
  }
  return json;
}

std::string rules_markdown() {
  std::string text =
      "# Rules of `conformance check`\n\n"
      "<!-- Generated by `conformance check --rules-markdown`. Change the rules, not this file. -->\n\n"
      "`conformance check PLUGIN` checks a plugin against each of these rules. Each rule runs in its own process.\nA "
      "rule that does not apply is skipped, with the reason. `conformance check --help` shows how to select\nand "
      "repeat rules.\n\n"
      "| status | meaning |\n|---|---|\n"
      "| passed | the plugin follows the rule |\n"
      "| warning | it does not, perhaps on purpose; the exit status does not change |\n"
      "| skipped | the rule does not apply, or was excluded; the reason is printed |\n"
      "| failed | the plugin breaks the rule; the expected and the actual behaviour are printed |\n"
      "| crashed | a signal ended the process; the last step of the plugin is printed |\n"
      "| hung | a call into the plugin did not return within `--timeout` |\n\n"
      "`loads`, `starts` and `workload-types` are checked first. If one of them fails, it is reported whatever "
      "was\nselected, because the other results are then meaningless.\n\n"
      "Exit status: 0 passed (warnings allowed); 1 a rule failed, crashed or hung; 2 wrong command line; 3 plugin "
      "not\nfound or not loadable, or check interrupted. `--json` prints a report, or an array of reports for "
      "several\nplugins, in the format of [conformance-check.schema.json](conformance-check.schema.json).\n";
  for (const RuleGroup& group : rule_groups()) {
    text += fmt::format("\n## {}\n\n| rule | requirement | reason |\n|---|---|---|\n", group.name);
    for (const Rule& rule : group.rules) {
      text += fmt::format("| `{}` | {} | {} |\n", rule.id, escaped_bars(rule.demand), escaped_bars(rule.reason));
    }
  }
  return text;
}

}  // namespace maelstrom::conformance::check
