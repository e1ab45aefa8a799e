#include <array>

#include "plugin_check/rules/rule.hpp"

namespace maelstrom::conformance::check {

std::span<const RuleGroup> rule_groups() {
  static const std::array groups = {
      RuleGroup{"library", library_rules()},   RuleGroup{"life", life_rules()},
      RuleGroup{"messages", message_rules()},  RuleGroup{"bodies", body_rules()},
      RuleGroup{"contract", contract_rules()}, RuleGroup{"determinism", determinism_rules()},
      RuleGroup{"workload", workload_rules()},
  };
  return groups;
}

const Rule* find_rule(std::string_view id) {
  for (const RuleGroup& group : rule_groups()) {
    for (const Rule& rule : group.rules) {
      if (rule.id == id) {
        return &rule;
      }
    }
  }
  return nullptr;
}

}  // namespace maelstrom::conformance::check
