// Checks a plugin. The checker never loads it; child processes do.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plugin_check/check_options.hpp"
#include "plugin_check/report.hpp"
#include "plugin_check/rules/rule.hpp"

namespace maelstrom::conformance::check {

// Runs the task in the mailbox of a child process. Ends the process.
[[noreturn]] void run_child_task(const CheckOptions& options, const std::string& program);

// Called on every change of the report, and from time to time while rules run.
using OnProgress = std::function<void(const Report&)>;

// The whole check of options.plugin. `program`: the absolute path of this executable. `typed`: its name as typed by the
// user. Throws UsageError if the options do not fit the plugin, CannotRun and Interrupted.
Report check_plugin(const CheckOptions& options, const std::string& program, const std::string& typed,
                    const OnProgress& on_progress);

// The selected rules, in their order. Throws UsageError if none is selected, or if a pattern matches none.
std::vector<const Rule*> chosen_rules(const CheckOptions& options);

}  // namespace maelstrom::conformance::check
