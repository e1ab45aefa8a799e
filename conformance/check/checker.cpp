#include "checker.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <utility>

#include "child_runner.hpp"
#include "conformance/options.hpp"
#include "conformance/shell_word.hpp"
#include "host/plugin_library.hpp"
#include "rule_run.hpp"

namespace maelstrom::conformance::check {
namespace {

std::string signal_name(int signal) {
  static constexpr std::array<std::pair<int, std::string_view>, 10> kNames = {{{SIGSEGV, "SIGSEGV"},
                                                                               {SIGABRT, "SIGABRT"},
                                                                               {SIGBUS, "SIGBUS"},
                                                                               {SIGFPE, "SIGFPE"},
                                                                               {SIGILL, "SIGILL"},
                                                                               {SIGKILL, "SIGKILL"},
                                                                               {SIGTERM, "SIGTERM"},
                                                                               {SIGPIPE, "SIGPIPE"},
                                                                               {SIGALRM, "SIGALRM"},
                                                                               {SIGTRAP, "SIGTRAP"}}};
  const auto* const found =
      std::find_if(kNames.begin(), kNames.end(), [signal](const auto& row) { return row.first == signal; });
  return found == kNames.end() ? "signal " + std::to_string(signal) : std::string(found->second);
}

std::string seconds(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  return (text.back() == '.' ? text.substr(0, text.size() - 1) : text) + " s";
}

// What became of a rule whose child ended like this.
Outcome outcome_of(const ChildResult& result, double timeout_seconds) {
  const auto said = result.last("outcome");
  Outcome outcome;
  if (!said.is_null() && result.signal == 0) {
    return outcome_from(said);
  }
  const auto step = result.last("step");
  outcome.step = step.is_null() ? "" : step.get<std::string>();
  outcome.duration_ns = result.duration_ns;
  outcome.actual = result.errors;
  if (result.timed_out) {
    outcome.status = Status::kHung;
    outcome.message = "it did not come back within " + seconds(timeout_seconds);
  } else if (result.signal != 0) {
    outcome.status = Status::kCrashed;
    outcome.signal = result.signal;
    outcome.message = "it crashed with " + signal_name(result.signal);
  } else {
    outcome.status = Status::kFailed;
    outcome.message = "it ended the process, with exit status " + std::to_string(result.exit_status);
  }
  return outcome;
}

// The command with which a user checks this rule again.
std::string command_for(const CheckOptions& options, const std::string& typed, const Rule& rule) {
  std::string command = shell_word(typed) + " check " + shell_word(options.plugin);
  for (const std::string& argument : repeating_arguments(options)) {
    command += ' ' + shell_word(argument);
  }
  return command + " --only " + shell_word('^' + std::string(rule.id) + '$');
}

const Exception* exception_for(const CheckOptions& options, const Rule& rule) {
  const auto found = std::find_if(options.exceptions.begin(), options.exceptions.end(),
                                  [&rule](const Exception& e) { return e.ids.matches(rule.id); });
  return found == options.exceptions.end() ? nullptr : &*found;
}

// Nothing but `loads` can be said of the plugin, and that is said even if it was not chosen.
void conclude_not_loadable(Report& report, const Outcome& loads) {
  const RuleGroup& first = rule_groups().front();
  if (report.results.front().rule->id != kLoads) {
    report.results.insert(report.results.begin(), {first.name, find_rule(kLoads), {}, {}});
  }
  for (RuleResult& result : report.results) {
    result.outcome = {Status::kSkipped, "the plugin cannot be loaded", {}, {}, {}};
  }
  report.results.front().outcome = loads;
}

class Checker {
 public:
  // `options.plugin` is a path here.
  Checker(CheckOptions options, std::string program, Report& report)
      : options_(std::move(options)), program_(std::move(program)), report_(report) {}

  void run() {
    const Outcome loads = check_loading();
    if (is_failure(loads.status)) {
      conclude_not_loadable(report_, loads);
      return;
    }
    report_.loadable = true;
    for (RuleResult& result : report_.results) {
      if (result.rule->id == kLoads) {
        result.outcome = loads;
      }
    }
    choose_workloads();
    find_out_types();
    check_rules();
  }

 private:
  Outcome check_loading() {
    const Rule& rule = *find_rule(kLoads);
    if (options_.in_process) {
      subject_.emplace(subject_options());
      Outcome outcome = run_rule(rule, *subject_);
      if (!is_failure(outcome.status) && subject_->library().refusal.empty()) {
        report_.plugin = plugin_info(*subject_);
      }
      return outcome;
    }
    Outcome outcome;
    run({{"rule", std::string(rule.id)}}, [&](std::size_t /*index*/, const ChildResult& result) {
      outcome = outcome_of(result, options_.timeout_seconds);
      if (const auto plugin = result.last("plugin"); !plugin.is_null()) {
        report_.plugin = plugin_info_from(plugin);
      }
    });
    return outcome;
  }

  void choose_workloads() {
    std::vector<const WorkloadShape*> shapes;
    if (options_.workloads.empty()) {
      shapes = guess_workloads(report_.plugin.message_types, report_.ambiguous);
    }
    for (const std::string& name : options_.workloads) {
      shapes.push_back(find_workload_shape(name));
    }
    options_.workloads.clear();
    for (const WorkloadShape* const shape : shapes) {
      options_.workloads.emplace_back(shape->name);
      report_.workloads.push_back(shape->name);
    }
  }

  // In children, each type in one; after a crash another child goes on with the next request.
  void find_out_types() {
    struct Progress {
      TypeFacts facts;
      std::size_t next_attempt = 0;
    };
    std::vector<Progress> types;
    for (const std::string& type : report_.plugin.message_types) {
      types.push_back({{type, {}, {}}});
    }
    for (std::vector<Progress*> open = pointers_to(types); !open.empty();) {
      std::vector<std::vector<std::string>> tasks;
      tasks.reserve(open.size());
      for (const Progress* const type : open) {
        tasks.push_back({"survey", to_json(type->facts).dump(), std::to_string(type->next_attempt)});
      }
      run(tasks, [&open](std::size_t index, const ChildResult& result) {
        Progress& type = *open[index];
        if (const auto facts = result.last("facts"); !facts.is_null()) {
          type.facts = facts_from(facts);
        }
        const auto attempt = result.last("attempt");
        const bool ended_well = result.signal == 0 && result.exit_status == 0;
        type.next_attempt = ended_well || attempt.is_null() ? survey_attempts() : attempt.get<std::size_t>() + 1;
      });
      std::erase_if(
          open, [](const Progress* type) { return type->facts.accepted || type->next_attempt >= survey_attempts(); });
    }
    for (Progress& type : types) {
      survey_.push_back(std::move(type.facts));
    }
  }

  template <class T>
  static std::vector<T*> pointers_to(std::vector<T>& items) {
    std::vector<T*> pointers;
    pointers.reserve(items.size());
    for (T& item : items) {
      pointers.push_back(&item);
    }
    return pointers;
  }

  void check_rules() {
    std::vector<RuleResult*> chosen;
    for (RuleResult& result : report_.results) {
      if (const Exception* const exception = exception_for(options_, *result.rule)) {
        result.outcome = {Status::kSkipped, "excepted: " + exception->reason, {}, {}, {}};
      } else if (result.rule->id != kLoads) {
        chosen.push_back(&result);
      }
    }
    if (options_.in_process) {
      const LoadedLibrary loaded = subject_->library();
      subject_.emplace(subject_options(), loaded);
      for (RuleResult* const result : chosen) {
        result->outcome = run_rule(*result->rule, *subject_);
      }
      return;
    }
    std::vector<std::vector<std::string>> tasks;
    tasks.reserve(chosen.size());
    for (const RuleResult* const result : chosen) {
      tasks.push_back({"rule", std::string(result->rule->id)});
    }
    run(tasks, [&](std::size_t index, const ChildResult& result) {
      chosen[index]->outcome = outcome_of(result, options_.timeout_seconds);
    });
  }

  void run(const std::vector<std::vector<std::string>>& tasks,
           const std::function<void(std::size_t, ChildResult)>& done) const {
    std::vector<std::vector<std::string>> commands;
    commands.reserve(tasks.size());
    for (const auto& task : tasks) {
      commands.push_back(child_arguments(options_, task, survey_));
    }
    run_children(program_, commands, {options_.jobs, timeout_of(options_)}, done);
  }

  SubjectOptions subject_options() const {
    SubjectOptions subject = subject_options_from(options_, program_, survey_);
    subject.on_step = [](const std::string& /*step*/) {};
    return subject;
  }

  CheckOptions options_;
  const std::string program_;
  Report& report_;
  Survey survey_;
  std::optional<Subject> subject_;  // in this process
};

}  // namespace

bool is_chosen(const CheckOptions& options, const Rule& rule) {
  const auto matches = [&rule](const IdPattern& ids) { return ids.matches(rule.id); };
  return options.only.empty() || std::any_of(options.only.begin(), options.only.end(), matches);
}

Report check_plugin(const CheckOptions& options, const std::string& program, const std::string& typed) {
  const auto begin = std::chrono::steady_clock::now();
  Report report;
  report.seed = options.seed;
  report.plugin.path = options.plugin;
  for (const RuleGroup& group : rule_groups()) {
    for (const Rule& rule : group.rules) {
      if (is_chosen(options, rule)) {
        report.results.push_back({group.name, &rule, {}, command_for(options, typed, rule)});
      }
    }
  }
  if (report.results.empty()) {
    throw UsageError("--only matches no rule; --list shows them");
  }
  try {
    CheckOptions located = options;
    located.plugin = host::find_plugin(options.plugin, host::PluginSearch::from_environment()).string();
    report.plugin.path = located.plugin;
    Checker(std::move(located), program, report).run();
  } catch (const host::PluginRefused& missing) {
    Outcome loads;
    loads.status = Status::kFailed;
    loads.message = "it was not found";
    loads.actual = missing.what();
    conclude_not_loadable(report, loads);
  }
  report.duration_ns = std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace maelstrom::conformance::check
