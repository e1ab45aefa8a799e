#include "plugin_check/rule_run.hpp"

#include <exception>
#include <filesystem>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "plugin_check/outcome.hpp"

namespace maelstrom::conformance::check {
namespace {

// Reports progress as long as the other process does.
std::string fresh_transcript(const ChildProgram& program, const nlohmann::ordered_json& task,
                             std::chrono::nanoseconds timeout, const OnStep& on_step) {
  std::string transcript;
  const Surroundings surroundings = {nullptr, false, [&on_step] { on_step("the same scenario in another process"); }};
  run_children(
      program, 1, [&task](std::size_t /*index*/) { return task; }, {1, timeout}, surroundings,
      [&transcript](std::size_t /*index*/, const ChildResult& result) {
        const auto found = result.said.find("transcript");
        if (found == result.said.end() || !found->is_string()) {
          skip("it does not complete the scenario in another process: see the other rules");
        }
        transcript = found->get<std::string>();
      });
  return transcript;
}

}  // namespace

std::chrono::nanoseconds timeout_of(const CheckOptions& options) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(options.timeout_seconds * 1e9));
}

ChildProgram child_program(const CheckOptions& options, const std::string& program) {
  ChildProgram child = {program, {"check", options.plugin}, std::filesystem::current_path()};
  const std::vector<std::string> same = repeating_arguments(options);
  child.arguments.insert(child.arguments.end(), same.begin(), same.end());
  child.arguments.insert(child.arguments.end(), {"--folder", options.folder});
  return child;
}

nlohmann::ordered_json task_json(std::string_view kind, const Survey& survey) {
  auto facts = nlohmann::ordered_json::array();
  for (const TypeFacts& type : survey) {
    facts.push_back(to_json(type));
  }
  return {{"kind", kind}, {"survey", facts}};
}

SubjectOptions subject_options_from(const CheckOptions& options, const std::string& program, Survey survey,
                                    OnStep on_step) {
  SubjectOptions subject;
  subject.path = options.plugin;
  subject.plugin_options = options.plugin_options;
  subject.seed = options.seed;
  for (const std::string& workload : options.workloads) {
    subject.workloads.push_back(protocol::find_workload_schema(workload));
  }
  subject.survey = std::move(survey);
  subject.folder = options.folder;
  subject.on_step = std::move(on_step);
  // The current working directory: a plugin may change it later.
  subject.fresh_transcript = [child = child_program(options, program),
                              task = task_json(kTranscriptTask, subject.survey), timeout = timeout_of(options),
                              on_step = subject.on_step](const std::vector<std::string>& nodes, std::size_t index) {
    nlohmann::ordered_json this_task = task;
    this_task["nodes"] = nodes;
    this_task["index"] = index;
    return fresh_transcript(child, this_task, timeout, on_step);
  };
  return subject;
}

Outcome run_rule(const Rule& rule, Subject& subject) {
  const auto begin = std::chrono::steady_clock::now();
  Outcome outcome;
  try {
    rule.check(subject);
    outcome = subject.take_warning().value_or(outcome);
  } catch (const Verdict& verdict) {
    outcome = verdict.outcome();
    const std::optional<Outcome> warning = subject.take_warning();
    if (warning && outcome.status == Status::kSkipped) {
      outcome = *warning;
    }
  } catch (const std::exception& error) {  // not from the plugin: the probe and the host catch its exceptions
    outcome.status = Status::kWarning;
    outcome.message = "the check could not run";
    outcome.actual = error.what();
  }
  outcome.duration_ns = std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count();
  return softened(rule, std::move(outcome));
}

Outcome softened(const Rule& rule, Outcome outcome) {
  if (rule.is_advice && is_failure(outcome.status)) {
    outcome.status = Status::kWarning;
  }
  return outcome;
}

PluginInfo plugin_info(Subject& subject) {
  const maelstrom_plugin& plugin = subject.plugin();
  PluginInfo info = {subject.options().path.string(), plugin.name, plugin.version, plugin.summary, plugin.abi_minor,
                     plugin.min_host_minor,           {}};
  info.message_types.assign(plugin.message_types, plugin.message_types + plugin.message_type_count);
  return info;
}

}  // namespace maelstrom::conformance::check
