// Checks a plugin: the side that never loads it, and the side that does, in a child process.
#pragma once

#include <string>

#include "check_options.hpp"
#include "report.hpp"

namespace maelstrom::conformance::check {

// What a child of the checker does: options.child. Reports on stdout, and ends the process.
[[noreturn]] void run_child_task(const CheckOptions& options, const std::string& program);

// The whole check. `program`: this executable, absolute. `typed`: as the user called it. Throws UsageError if no rule
// is chosen.
Report check_plugin(const CheckOptions& options, const std::string& program, const std::string& typed);

// Whether the user wants the rule to be checked or excepted, rather than left out.
bool is_chosen(const CheckOptions& options, const Rule& rule);

}  // namespace maelstrom::conformance::check
