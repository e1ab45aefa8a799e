#include "plugin_check/checker.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "command_line/shell_word.hpp"
#include "command_line/usage_error.hpp"
#include "host/loading/plugin_library.hpp"
#include "platform/signal_pipe.hpp"
#include "plugin_check/child_runner.hpp"
#include "plugin_check/process_state.hpp"
#include "plugin_check/rule_run.hpp"
#include "plugin_check/temporary_folder.hpp"
#include "protocol/json_text.hpp"

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

// Extracts the line with the place of the crash from the last output of the process.
std::string take_frame(std::string& errors) {
  constexpr std::string_view kMark = "crashed in ";
  const auto begin = errors.rfind(kMark);
  if (begin == std::string::npos) {
    return {};
  }
  const auto end = std::min(errors.find('\n', begin), errors.size());
  std::string frame = errors.substr(begin + kMark.size(), end - begin - kMark.size());
  errors.erase(begin, end + 1 - begin);
  return frame;
}

// The outcome of a rule whose child ended like this.
Outcome outcome_of(const ChildResult& result, double timeout_seconds) {
  const auto said = result.said.find("outcome");
  if (said != result.said.end() && result.signal == 0 && !result.has_copies) {
    if (const auto outcome = outcome_from(*said)) {
      return *outcome;
    }
  }
  Outcome outcome;
  outcome.step = result.step;
  outcome.duration_ns = result.duration_ns;
  outcome.actual = result.errors;
  if (result.has_copies) {
    outcome.status = Status::kFailed;
    outcome.message = "it forks, and the child process returns from the plugin's function";
    outcome.expected = "a child process that calls exec or _exit, and never returns";
    outcome.step.clear();  // the step may be of either process
  } else if (result.hung) {
    outcome.status = Status::kHung;
    outcome.message = "it did not return within " + seconds(timeout_seconds);
  } else if (result.gave_up) {
    outcome.status = Status::kWarning;
    outcome.message = "it is too slow: the rule was stopped after " + seconds(kMostTimeouts * timeout_seconds);
    outcome.expected = "a result; handler-time shows whether a call blocks the loop, and --timeout allows more time";
  } else if (result.signal != 0) {
    outcome.status = Status::kCrashed;
    outcome.signal = result.signal;
    outcome.message = "it crashed with " + signal_name(result.signal);
    outcome.frame = take_frame(outcome.actual);
  } else {
    outcome.status = Status::kFailed;
    outcome.message = "it ended the process, with exit status " + std::to_string(result.exit_status);
  }
  return outcome;
}

// A description of a task.
std::string what_is(const nlohmann::ordered_json& task) {
  return task.at("kind") == kRuleTask
             ? task.at("rule").get<std::string>()
             : "finding a request of type " + excerpt(task.at("facts").at("type").get<std::string>(), 30);
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

Outcome skipped(std::string reason) {
  Outcome outcome;
  outcome.status = Status::kSkipped;
  outcome.message = std::move(reason);
  return outcome;
}

class Checker {
 public:
  // `options.plugin` is a path here. `typed`: the name of this program as typed by the user.
  Checker(CheckOptions options, std::string program, Report& report, const OnProgress& on_progress)
      : options_(std::move(options)),
        program_(std::move(program)),
        child_program_(child_program(options_, program_)),
        report_(report),
        on_progress_(on_progress) {
    if (!options_.in_process) {
      adopt_orphans();
      signals_.emplace();
    }
  }

  void run() {
    if (!stands(kLoads)) {
      report_.loadable = false;
      skip_rest("it cannot be loaded", Rule::Needs::kFile);
      return;
    }
    check_requests();
    choose_workloads();
    report_.is_ready = true;
    on_progress_(report_);
    stands(kWorkloadTypes);
    if (stands(kStarts)) {
      find_out_types();
    } else {
      skip_rest("it does not start", Rule::Needs::kInstance);
    }
    check_rest();
  }

 private:
  // Checks a rule on which others depend. If it fails, it is shown even if it was not selected.
  bool stands(std::string_view id) {
    const Rule& rule = *find_rule(id);
    Outcome outcome;
    check({&rule}, [&outcome](const Rule& /*rule*/, Outcome found) { outcome = std::move(found); });
    const bool stands = !is_failure(outcome.status);
    RuleResult* const result = find_result(report_, rule);
    const bool is_asked_for = result != nullptr && !result->done;
    if (is_asked_for || (!stands && (result == nullptr || id == kLoads))) {
      conclude(result_of(report_, rule), outcome);
    }
    return stands;
  }

  void conclude(RuleResult& result, Outcome outcome) {
    result.outcome = std::move(outcome);
    result.done = true;
    on_progress_(report_);
  }

  void skip_rest(const std::string& reason, Rule::Needs least_need) {
    report_.stopped_by = reason;
    for (RuleResult& result : report_.results) {
      if (!result.done && result.rule->needs >= least_need) {
        conclude(result, skipped(reason));
      }
    }
  }

  void check_requests() const {
    const auto& types = report_.plugin.message_types;
    const auto expect_type = [&types](const std::string& type, const char* option) {
      if (std::find(types.begin(), types.end(), type) == types.end()) {
        throw UsageError(std::string(option) + ": the plugin has no message type " + type);
      }
    };
    for (const GivenRequest& request : options_.requests) {
      expect_type(request.type, "--request");
    }
    for (const std::string& type : options_.one_way) {
      expect_type(type, "--one-way");
    }
  }

  void choose_workloads() {
    std::vector<const WorkloadSchema*> shapes;
    if (options_.guesses_workloads) {
      shapes = guess_workloads(report_.plugin.message_types, report_.ambiguous);
      report_.guessed = true;
    }
    for (const std::string& name : options_.workloads) {
      shapes.push_back(protocol::find_workload_schema(name));
    }
    options_.workloads.clear();
    options_.guesses_workloads = false;
    for (const WorkloadSchema* const shape : shapes) {
      options_.workloads.emplace_back(shape->name);
      report_.workloads.push_back(shape->name);
      report_.is_replicated = report_.is_replicated || shape->is_replicated;
    }
    child_program_ = child_program(options_, program_);
  }

  // The user's information about a type.
  TypeFacts told_of(const std::string& type) const {
    TypeFacts facts;
    facts.type = type;
    facts.is_one_way = std::find(options_.one_way.begin(), options_.one_way.end(), type) != options_.one_way.end();
    for (const GivenRequest& request : options_.requests) {
      if (request.type == type) {
        facts.members = request.members;
        facts.fields = request.fields;
        facts.is_given = true;
      }
    }
    return facts;
  }

  // In children, one per type; after a crash another child continues with the next request.
  void find_out_types() {
    struct Progress {
      TypeFacts facts;
      std::size_t next_attempt = 0;
      int hangs = 0;
      bool open = true;
    };
    std::vector<Progress> types;
    for (const std::string& type : report_.plugin.message_types) {
      types.push_back({told_of(type)});
      types.back().open = !types.back().facts.is_one_way;
    }
    const auto task_of = [&types](std::size_t index) -> std::optional<nlohmann::ordered_json> {
      if (!types[index].open) {
        return std::nullopt;
      }
      nlohmann::ordered_json task = task_json(kSurveyTask, {});
      task["facts"] = to_json(types[index].facts);
      task["attempt"] = types[index].next_attempt;
      return task;
    };
    const auto is_open = [](const Progress& type) { return type.open; };
    while (std::any_of(types.begin(), types.end(), is_open)) {
      run(types.size(), task_of, [&types](std::size_t index, const ChildResult& result) {
        Progress& type = types[index];
        if (const auto facts = facts_from(result.said.value("facts", nlohmann::ordered_json()))) {
          type.facts = *facts;
        }
        const auto attempt = result.said.find("attempt");
        type.hangs += result.hung ? 1 : 0;
        const bool goes_on = type.hangs < 2 && (result.signal != 0 || result.exit_status != 0) &&
                             attempt != result.said.end() && attempt->is_number_unsigned() &&
                             attempt->get<std::size_t>() >= type.next_attempt;
        type.next_attempt = goes_on ? attempt->get<std::size_t>() + 1 : 0;
        type.open = goes_on;
      });
    }
    for (Progress& type : types) {
      survey_.push_back(std::move(type.facts));
    }
  }

  void check_rest() {
    std::vector<const Rule*> rules;
    for (const RuleResult& result : report_.results) {
      if (!result.done) {
        rules.push_back(result.rule);
      }
    }
    check(rules, [this](const Rule& rule, Outcome outcome) { conclude(result_of(report_, rule), std::move(outcome)); });
  }

  void check(const std::vector<const Rule*>& rules, const std::function<void(const Rule&, Outcome)>& done) {
    if (options_.in_process) {
      for (const Rule* const rule : rules) {
        done(*rule, check_here(*rule));
      }
      return;
    }
    const auto task_of = [&](std::size_t index) -> std::optional<nlohmann::ordered_json> {
      if (hung_.size() >= kMostHangs) {
        done(*rules[index], skipped("the plugin hung too often: see " + fmt::format("{}", fmt::join(hung_, ", "))));
        return std::nullopt;
      }
      nlohmann::ordered_json task = task_json(kRuleTask, survey_);
      task["rule"] = rules[index]->id;
      return task;
    };
    run(rules.size(), task_of, [&](std::size_t index, const ChildResult& result) {
      if (const auto plugin = result.said.find("plugin"); plugin != result.said.end()) {
        report_.plugin = plugin_info_from(*plugin).value_or(report_.plugin);
      }
      Outcome outcome = softened(*rules[index], outcome_of(result, options_.timeout_seconds));
      if (result.hung) {
        hung_.push_back(rules[index]->id);
      }
      done(*rules[index], std::move(outcome));
    });
  }

  Outcome check_here(const Rule& rule) {
    const std::optional<LoadedLibrary> loaded = subject_ ? std::optional(subject_->library()) : std::nullopt;
    subject_.emplace(subject_options_from(options_, program_, survey_, [](const std::string& /*step*/) {}), loaded);
    Outcome outcome = run_rule(rule, *subject_);
    if (rule.id == kLoads && is_failure(outcome.status)) {
      subject_.reset();
    } else if (rule.id == kLoads) {
      report_.plugin = plugin_info(*subject_);
    }
    return outcome;
  }

  void run(std::size_t count, const TaskOf& task_of, const std::function<void(std::size_t, ChildResult)>& done) {
    const TaskOf begin = [this, &task_of](std::size_t index) {
      auto task = task_of(index);
      if (task) {
        report_.running[index] = {what_is(*task), std::chrono::steady_clock::now()};
      }
      return task;
    };
    const auto end = [this, &done](std::size_t index, ChildResult result) {
      report_.running.erase(index);
      done(index, std::move(result));
    };
    const Surroundings surroundings = {signals_ ? &*signals_ : nullptr, !options_.in_process,
                                       [this] { on_progress_(report_); }};
    run_children(child_program_, count, begin, {options_.jobs, timeout_of(options_)}, surroundings, end);
  }

  static constexpr std::size_t kMostHangs = 3;  // each one takes its whole timeout

  CheckOptions options_;
  const std::string program_;
  ChildProgram child_program_;
  std::optional<SignalPipe> signals_;
  Report& report_;
  const OnProgress& on_progress_;
  Survey survey_;
  std::vector<std::string_view> hung_;  // ids of rules
  std::optional<Subject> subject_;      // loaded in this process
};

template <class Patterns, class Of>
void expect_matches(const Patterns& patterns, const char* option, Of&& pattern_of) {
  for (const auto& each : patterns) {
    const IdPattern& ids = pattern_of(each);
    const bool any = std::any_of(rule_groups().begin(), rule_groups().end(), [&ids](const RuleGroup& group) {
      return std::any_of(group.rules.begin(), group.rules.end(),
                         [&ids](const Rule& rule) { return ids.matches(rule.id); });
    });
    if (!any) {
      throw UsageError(std::string(option) + ' ' + ids.text() + " matches no rule; --list shows them");
    }
  }
}

// The rules selected by --only, including those excluded by --except.
std::vector<const Rule*> wanted_rules(const CheckOptions& options) {
  expect_matches(options.only, "--only", [](const IdPattern& ids) -> const IdPattern& { return ids; });
  expect_matches(options.exceptions, "--except", [](const Exception& e) -> const IdPattern& { return e.ids; });
  std::vector<const Rule*> rules;
  for (const RuleGroup& group : rule_groups()) {
    for (const Rule& rule : group.rules) {
      const auto matches = [&rule](const IdPattern& ids) { return ids.matches(rule.id); };
      if (options.only.empty() || std::any_of(options.only.begin(), options.only.end(), matches)) {
        rules.push_back(&rule);
      }
    }
  }
  return rules;
}

}  // namespace

std::vector<const Rule*> chosen_rules(const CheckOptions& options) {
  std::vector<const Rule*> rules = wanted_rules(options);
  std::erase_if(rules, [&options](const Rule* rule) { return exception_for(options, *rule) != nullptr; });
  return rules;
}

Report check_plugin(const CheckOptions& options, const std::string& program, const std::string& typed,
                    const OnProgress& on_progress) {
  const auto begin = std::chrono::steady_clock::now();
  Report report;
  report.seed = options.seed;
  report.plugin.path = options.plugin;
  report.command_of = [options, typed](const Rule& rule) { return command_for(options, typed, rule); };
  for (const Rule* const rule : wanted_rules(options)) {
    RuleResult& result = result_of(report, *rule);
    if (const Exception* const exception = exception_for(options, *rule)) {
      result.outcome = skipped("excepted: " + exception->reason);
      result.done = true;
    }
  }
  try {
    const TemporaryFolder folder;
    CheckOptions located = options;
    located.plugin = host::find_plugin(options.plugin, host::PluginSearch::from_environment()).string();
    located.folder = folder.path().string();
    report.plugin.path = located.plugin;
    Checker(std::move(located), program, report, on_progress).run();
  } catch (const host::PluginRefused& missing) {
    report.loadable = false;
    report.stopped_by = "it was not found";
    for (RuleResult& result : report.results) {
      result.outcome = skipped(report.stopped_by);
      result.done = true;
    }
    RuleResult& loads = result_of(report, *find_rule(kLoads));
    loads.outcome = {Status::kFailed, "it was not found", "a file, or the name of a plugin", missing.what(), {}};
    loads.done = true;
  }
  report.is_ready = true;
  report.duration_ns = std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace maelstrom::conformance::check
