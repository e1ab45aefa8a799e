// What a check found, as text for people and as JSON for programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "outcome.hpp"
#include "rule.hpp"

namespace maelstrom::conformance::check {

// What the plugin says of itself. Only the path is there if it cannot be loaded.
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
// REQUIRES: `json` comes from to_json.
PluginInfo plugin_info_from(const nlohmann::ordered_json& json);

struct RuleResult {
  std::string_view group;
  const Rule* rule;
  Outcome outcome;
  std::string command;  // that checks this rule again
};

struct Report {
  PluginInfo plugin;
  bool loadable = false;
  std::vector<std::string_view> workloads;
  std::vector<std::string_view> ambiguous;  // workloads that fit, but contradict each other
  std::uint64_t seed = 0;
  std::int64_t duration_ns = 0;
  std::vector<RuleResult> results;
};

std::string to_text(const Report& report);
nlohmann::ordered_json to_json(const Report& report);

// 0, 1 or 3.
int exit_status(const Report& report);

// docs/conformance.md.
std::string rules_markdown();

}  // namespace maelstrom::conformance::check
