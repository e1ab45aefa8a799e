// Running rules in this process.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "check_options.hpp"
#include "report.hpp"
#include "rule.hpp"
#include "subject.hpp"

namespace maelstrom::conformance::check {

// `options.plugin` is a path, `program` this executable. Leaves on_step to the caller.
SubjectOptions subject_options_from(const CheckOptions& options, const std::string& program, Survey survey);

// Checks the rule in this process.
Outcome run_rule(const Rule& rule, Subject& subject);

// REQUIRES: the library is loaded and the host accepts its descriptor.
PluginInfo plugin_info(Subject& subject);

std::chrono::nanoseconds timeout_of(const CheckOptions& options);

// The command line of a child that does this task.
std::vector<std::string> child_arguments(const CheckOptions& options, const std::vector<std::string>& task,
                                         const Survey& survey);

}  // namespace maelstrom::conformance::check
