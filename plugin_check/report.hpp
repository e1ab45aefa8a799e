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
  std::string command;  // that checks this rule again
  bool done = false;    // and the outcome is known
  Outcome outcome;
};

// Something that takes its time, and since when.
struct Running {
  std::string what;  // a rule's id, or words
  std::chrono::steady_clock::time_point since;
};

struct Report {
  PluginInfo plugin;
  bool loadable = true;
  std::string stopped_by;  // why most rules were skipped, all for one reason that is shown elsewhere; or empty
  bool is_ready = false;   // all is known but the results
  std::vector<std::string_view> workloads;
  bool guessed = false;                     // the workloads were
  bool is_replicated = false;               // one of them wants the nodes to agree
  std::vector<std::string_view> ambiguous;  // workloads that fit, but contradict each other
  std::uint64_t seed = 0;
  std::int64_t duration_ns = 0;
  std::vector<RuleResult> results;  // in the order of the rules
  std::map<std::size_t, Running> running;
  std::function<std::string(const Rule&)> command_of;
};

// nullptr if the report does not have it.
RuleResult* find_result(Report& report, const Rule& rule);

// The result of the rule, which is put into its place if the report does not have it. Valid until the next call.
RuleResult& result_of(Report& report, const Rule& rule);

// The report for people, written as it comes about.
class TextReport {
 public:
  using Print = std::function<void(const std::string&)>;

  // `only_failed`: without passed and skipped rules.
  TextReport(Print print, bool only_failed) : print_(std::move(print)), only_failed_(only_failed) {}

  // Prints those rows at the front that are done.
  void update(const Report& report);
  // Prints the rest: the failures explained, and a summary.
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
