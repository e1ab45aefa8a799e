#include "plugin_check/check_command.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "command_line/exit_status.hpp"
#include "command_line/program_name.hpp"
#include "command_line/status_line.hpp"
#include "command_line/usage_error.hpp"
#include "platform/paths.hpp"
#include "platform/streams.hpp"
#include "plugin_check/checker.hpp"

namespace maelstrom::conformance {
namespace {

std::string this_program(const char* argv0) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (error ? platform::program_folder(argv0) / std::filesystem::path(argv0).filename() : self).string();
}

// The original stdout of this program. A plugin may be loaded into this process, and its output must not appear in the
// report.
class Output {
 public:
  Output() : descriptor_(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  Output(Output&&) = delete;
  Output& operator=(Output&&) = delete;
  ~Output() { ::close(descriptor_); }

  // Throws std::system_error if it cannot be written.
  void print(std::string_view text) const {
    if (const int error = platform::write_all(descriptor_, text); error != 0) {
      throw std::system_error(error, std::generic_category(), "cannot write the report");
    }
  }

  void print_json(const nlohmann::ordered_json& json) const {
    print(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
  }

 private:
  const int descriptor_;
};

// Checks one plugin after the other. Returns the worst of their exit statuses.
int check_all(check::CheckOptions options, const char* typed, const Output& output) {
  int worst = kExitValid;
  auto reports = nlohmann::ordered_json::array();
  for (const std::string& plugin : options.plugins) {
    options.plugin = plugin;
    StatusLine status(std::cerr, ::isatty(STDERR_FILENO) != 0);
    const auto print = [&](const std::string& words) {
      status.clear();
      output.print(words);
    };
    check::TextReport text(print, options.only_failed);
    const auto on_progress = [&](const check::Report& report) {
      if (!options.json) {
        text.update(report);
      }
      if (status.is_on_terminal()) {
        status.show(check::progress_line(report, std::chrono::steady_clock::now()));
      }
    };
    const check::Report report = check::check_plugin(options, this_program(typed), typed, on_progress);
    worst = std::max(worst, exit_status(report));
    if (options.json) {
      reports.push_back(to_json(report));
    } else {
      text.finish(report);
      output.print(&plugin == &options.plugins.back() ? "" : "\n");
    }
  }
  if (options.json) {
    output.print_json(reports.size() == 1 ? reports.front() : reports);
  }
  return worst;
}

int run(const check::CheckOptions& options, const char* program) {
  if (options.child) {
    check::run_child_task(options, this_program(program));
  }
  const Output output;
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  using Action = check::CheckOptions::Action;
  switch (options.action) {
    case Action::kHelp:
      output.print(with_program_name(check::check_help()));
      return kExitValid;
    case Action::kList:
      if (options.json) {
        output.print_json(check::rules_json(check::chosen_rules(options)));
      } else {
        output.print(check::rules_list(check::chosen_rules(options)));
      }
      return kExitValid;
    case Action::kRulesMarkdown:
      output.print(check::rules_markdown());
      return kExitValid;
    default:
      return check_all(options, program, output);
  }
}

}  // namespace

int run_check_command(const char* program, std::span<const char* const> arguments) {
  try {
    return run(check::parse_check_options(arguments), program);
  } catch (const UsageError& error) {
    std::cerr << program_name() << " check: " << error.what() << "\nTry `" << program_name() << " check --help`.\n";
    return kExitUsage;
  } catch (const std::exception& error) {
    std::cerr << program_name() << " check: " << error.what() << '\n';
    return kExitNotRun;
  }
}

}  // namespace maelstrom::conformance
