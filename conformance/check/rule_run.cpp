#include "rule_run.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "child_runner.hpp"
#include "host/plugin_library.hpp"
#include "outcome.hpp"

namespace maelstrom::conformance::check {
namespace {

std::string fresh_transcript(const std::string& program, const std::vector<std::string>& arguments,
                             std::chrono::nanoseconds timeout) {
  std::string transcript;
  run_children(program, {arguments}, {1, timeout}, [&transcript](std::size_t /*index*/, const ChildResult& result) {
    const auto found = result.last("transcript");
    if (found.is_null()) {
      skip("it does not get through the scenario: see the other rules");
    }
    transcript = found.get<std::string>();
  });
  return transcript;
}

}  // namespace

std::chrono::nanoseconds timeout_of(const CheckOptions& options) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(options.timeout_seconds * 1e9));
}

std::vector<std::string> child_arguments(const CheckOptions& options, const std::vector<std::string>& task,
                                         const Survey& survey) {
  std::vector<std::string> arguments = {"check", options.plugin};
  const std::vector<std::string> same = repeating_arguments(options);
  arguments.insert(arguments.end(), same.begin(), same.end());
  arguments.insert(arguments.end(), {"--timeout", std::to_string(options.timeout_seconds)});
  for (const std::string& word : task) {
    arguments.insert(arguments.end(), {"--child", word});
  }
  auto facts = nlohmann::ordered_json::array();
  for (const TypeFacts& type : survey) {
    facts.push_back(to_json(type));
  }
  arguments.insert(arguments.end(),
                   {"--survey", facts.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)});
  return arguments;
}

SubjectOptions subject_options_from(const CheckOptions& options, const std::string& program, Survey survey) {
  SubjectOptions subject;
  subject.path = options.plugin;
  subject.plugin_options = options.plugin_options;
  subject.seed = options.seed;
  for (const std::string& workload : options.workloads) {
    subject.workloads.push_back(find_workload_shape(workload));
  }
  subject.survey = std::move(survey);
  subject.fresh_transcript = [options, program, known = subject.survey](const std::string& node,
                                                                        const std::string& stream) {
    return fresh_transcript(program, child_arguments(options, {"transcript", node, stream}, known),
                            timeout_of(options));
  };
  return subject;
}

Outcome run_rule(const Rule& rule, Subject& subject) {
  const auto begin = std::chrono::steady_clock::now();
  Outcome outcome;
  try {
    rule.check(subject);
  } catch (const Verdict& verdict) {
    outcome = verdict.outcome();
  } catch (const host::PluginRefused& refused) {
    outcome.status = Status::kSkipped;
    outcome.message = "the plugin cannot be loaded";
  } catch (const std::exception& error) {  // nothing of the plugin's: the probe and the host let no exception through
    outcome.status = Status::kFailed;
    outcome.message = "the checker itself cannot check this";
    outcome.actual = error.what();
  }
  outcome.duration_ns = std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count();
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
