// The results of a check, as text and as JSON.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "plugin_check/outcome.hpp"
#include "plugin_check/rules/rule.hpp"

namespace maelstrom::conformance::check {

// The plugin's metadata. Only the path if it cannot be loaded.
struct PluginInfo {
  std::string path;
  std::string name;
  std::string version;
  std::string summary;
  std::uint32_t abi_minor = 0;
  std::uint32_t min_host_minor = 0;
  std::vector<std::string> message_types;
};

nlohmann::ordered_json to_json(const PluginInfo& plugin);
// nullopt if `json` does not come from to_json.
std::optional<PluginInfo> plugin_info_from(const nlohmann::ordered_json& json);

struct RuleResult {
  std::string_view group;
  const Rule* rule;
  std::string command;  // reproduces this rule
  bool done = false;    // the outcome is known
  Outcome outcome;
};

// A running step, and its start time.
struct Running {
  std::string what;  // a rule's id, or other text
  std::chrono::steady_clock::time_point since;
};

struct Report {
  PluginInfo plugin;
  bool loadable = true;
  std::string stopped_by;  // the common reason why most rules were skipped, shown elsewhere; or empty
  bool is_ready = false;   // everything except the results is known
  std::vector<std::string_view> workloads;
  bool guessed = false;                     // the workloads were guessed
  bool is_replicated = false;               // one of them requires that nodes agree
  std::vector<std::string_view> ambiguous;  // workloads that fit, but contradict each other
  std::uint64_t seed = 0;
  std::int64_t duration_ns = 0;
  std::vector<RuleResult> results;  // in the order of the rules
  std::map<std::size_t, Running> running;
  std::function<std::string(const Rule&)> command_of;
};

// nullptr if the rule is not in the report.
RuleResult* find_result(Report& report, const Rule& rule);

// The result of the rule; inserted in order if missing. Valid until the next call.
RuleResult& result_of(Report& report, const Rule& rule);

// The report for people, printed incrementally.
class TextReport {
 public:
  using Print = std::function<void(const std::string&)>;

  // `only_failed`: without passed and skipped rules.
  TextReport(Print print, bool only_failed) : print_(std::move(print)), only_failed_(only_failed) {}

  // Prints the completed rows, up to the first unfinished one.
  void update(const Report& report);
  // Prints the explanations of failures, and a summary.
  void finish(const Report& report);

 private:
  void print_row(const Report& report, const RuleResult& result);

  const Print print_;
  const bool only_failed_;
  bool has_header_ = false;
  std::size_t rows_ = 0;
  std::string_view group_;
};

// The longest running rule, as a progress line; empty during the first second.
std::string progress_line(const Report& report, std::chrono::steady_clock::time_point now);

nlohmann::ordered_json to_json(const Report& report);

// 0, 1 or 3.
int exit_status(const Report& report);

// docs/conformance.md.
std::string rules_markdown();

// The rules as --list shows them.
std::string rules_list(const std::vector<const Rule*>& rules);
nlohmann::ordered_json rules_json(const std::vector<const Rule*>& rules);

}  // namespace maelstrom::conformance::check
