// The rules that a plugin is checked against. To add one, write its function in the rules_*.cpp of its group and a row
// in the table there.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace maelstrom::conformance::check {

class Subject;

struct Rule {
  std::string_view id;      // kebab-case
  std::string_view demand;  // what it demands, one line
  std::string_view reason;  // why, one line
  // Returns if the rule is kept, and throws Verdict if not. Runs in a process of its own.
  void (*check)(Subject& subject);
};

struct RuleGroup {
  std::string_view name;
  std::span<const Rule> rules;
};

// Every rule there is, in the order in which they are shown.
std::span<const RuleGroup> rule_groups();

// The rule whose failure means that there is nothing to check.
inline constexpr std::string_view kLoads = "loads";

// nullptr if there is none of that id.
const Rule* find_rule(std::string_view id);

// The groups' tables.
std::span<const Rule> library_rules();
std::span<const Rule> life_rules();
std::span<const Rule> message_rules();
std::span<const Rule> contract_rules();
std::span<const Rule> determinism_rules();
std::span<const Rule> workload_rules();

}  // namespace maelstrom::conformance::check
