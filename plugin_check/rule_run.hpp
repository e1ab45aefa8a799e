// Running rules in this process.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "plugin_check/check_options.hpp"
#include "plugin_check/child_runner.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/report.hpp"
#include "plugin_check/rules/rule.hpp"
#include "plugin_check/subject.hpp"

namespace maelstrom::conformance::check {

// `options.plugin`: a path; `program`: this executable.
SubjectOptions subject_options_from(const CheckOptions& options, const std::string& program, Survey survey,
                                    OnStep on_step);

// Checks the rule in this process.
Outcome run_rule(const Rule& rule, Subject& subject);

// The outcome of a rule that is only advice: a warning at most.
Outcome softened(const Rule& rule, Outcome outcome);

// REQUIRES: the library is loaded.
PluginInfo plugin_info(Subject& subject);

std::chrono::nanoseconds timeout_of(const CheckOptions& options);

// The command of a child, independent of the working directory.
ChildProgram child_program(const CheckOptions& options, const std::string& program);

// The kinds of tasks, and the common part of a task.
inline constexpr std::string_view kRuleTask = "rule";              // "rule": its id
inline constexpr std::string_view kSurveyTask = "survey";          // "facts" and "attempt": the first one
inline constexpr std::string_view kTranscriptTask = "transcript";  // "nodes" and "index"
nlohmann::ordered_json task_json(std::string_view kind, const Survey& survey);

}  // namespace maelstrom::conformance::check
