#include "check_command.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

#include <spdlog/fmt/fmt.h>

#include "checker.hpp"
#include "conformance/node_program.hpp"
#include "conformance/options.hpp"
#include "conformance/test_command.hpp"

namespace maelstrom::conformance {
namespace {

std::string this_program(const char* argv0) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (error ? program_folder(argv0) / std::filesystem::path(argv0).filename() : self).string();
}

void list_rules(const check::CheckOptions& options) {
  for (const check::RuleGroup& group : check::rule_groups()) {
    for (const check::Rule& rule : group.rules) {
      if (check::is_chosen(options, rule)) {
        std::cout << fmt::format("{:<26} {}\n", rule.id, rule.demand);
      }
    }
  }
}

int run(const check::CheckOptions& options, const char* program) {
  using Action = check::CheckOptions::Action;
  switch (options.action) {
    case Action::kHelp:
      std::cout << check::check_help();
      return kExitValid;
    case Action::kList:
      list_rules(options);
      return kExitValid;
    case Action::kRulesMarkdown:
      std::cout << check::rules_markdown();
      return kExitValid;
    case Action::kCheck:
      break;
  }
  if (options.child.kind != check::ChildTask::Kind::kNone) {
    check::run_child_task(options, this_program(program));
  }
  const check::Report report = check::check_plugin(options, this_program(program), program);
  if (options.json) {
    std::cout << to_json(report).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  } else {
    std::cout << to_text(report);
  }
  return exit_status(report);
}

}  // namespace

int run_check_command(const char* program, std::span<const char* const> arguments) {
  try {
    const int status = run(check::parse_check_options(arguments), program);
    std::cout << std::flush;
    return status;
  } catch (const UsageError& error) {
    std::cerr << "conformance check: " << error.what() << "\nTry `conformance check --help`.\n";
    return kExitUsage;
  } catch (const std::exception& error) {
    std::cerr << "conformance check: " << error.what() << '\n';
    return kExitNotRun;
  }
}

}  // namespace maelstrom::conformance
