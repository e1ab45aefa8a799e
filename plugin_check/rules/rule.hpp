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
  // What has to be in order for the rule to mean anything.
  enum class Needs { kFile, kInstance } needs = Needs::kInstance;
  // It is good advice: whatever becomes of it, a crash too, is no worse than a warning.
  bool is_advice = false;
};

struct RuleGroup {
  std::string_view name;
  std::span<const Rule> rules;
};

// Every rule there is, in the order in which they are shown.
std::span<const RuleGroup> rule_groups();

// The rules that all others rest on. They are checked first, and if one is broken that is said even if nobody asked.
inline constexpr std::string_view kLoads = "loads";
inline constexpr std::string_view kStarts = "starts";
inline constexpr std::string_view kWorkloadTypes = "workload-types";

// nullptr if there is none of that id.
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
