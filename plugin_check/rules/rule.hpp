// The rules that a plugin is checked against. To add one, write its function in the file of its group in rules/, and a
// row in the table there.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace maelstrom::conformance::check {

class Subject;

struct Rule {
  std::string_view id;      // kebab-case
  std::string_view demand;  // the requirement, one line
  std::string_view reason;  // the reason, one line
  // Returns if the plugin passes, otherwise throws Verdict. Runs in a separate process.
  void (*check)(Subject& subject);
  // The precondition of the rule.
  enum class Needs { kFile, kInstance } needs = Needs::kInstance;
  // Only advice: every failure, even a crash, is a warning.
  bool is_advice = false;
};

struct RuleGroup {
  std::string_view name;
  std::span<const Rule> rules;
};

// All rules, in the order of display.
std::span<const RuleGroup> rule_groups();

// The rules that all others depend on. They are checked first, and a failure is reported even if they are not selected.
inline constexpr std::string_view kLoads = "loads";
inline constexpr std::string_view kStarts = "starts";
inline constexpr std::string_view kWorkloadTypes = "workload-types";

// nullptr if the id is unknown.
const Rule* find_rule(std::string_view id);

// The groups' tables.
std::span<const Rule> library_rules();
std::span<const Rule> life_rules();
std::span<const Rule> message_rules();
std::span<const Rule> body_rules();
std::span<const Rule> contract_rules();
std::span<const Rule> determinism_rules();
std::span<const Rule> workload_rules();

}  // namespace maelstrom::conformance::check
