// Checks a plugin: the side that never loads it, and the side that does, in a child process.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plugin_check/check_options.hpp"
#include "plugin_check/report.hpp"
#include "plugin_check/rules/rule.hpp"

namespace maelstrom::conformance::check {

// Runs the task of a child process, which is in its mailbox. Ends the process.
[[noreturn]] void run_child_task(const CheckOptions& options, const std::string& program);

// Called whenever there is more in the report than before, and now and then while something runs.
using OnProgress = std::function<void(const Report&)>;

// The whole check of options.plugin. `program`: this executable, absolute. `typed`: as the user called it. Throws
// UsageError if the options do not fit the plugin, CannotRun and Interrupted.
Report check_plugin(const CheckOptions& options, const std::string& program, const std::string& typed,
                    const OnProgress& on_progress);

// The rules that would be checked, in their order. Throws UsageError if there are none, or if a pattern matches none.
std::vector<const Rule*> chosen_rules(const CheckOptions& options);

}  // namespace maelstrom::conformance::check
