// The part of the checker that loads the plugin, in a child process.
#include <algorithm>
#include <exception>
#include <iostream>
#include <utility>

#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "platform/crash_line.hpp"
#include "plugin_check/checker.hpp"
#include "plugin_check/mailbox.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/process_state.hpp"
#include "plugin_check/rule_run.hpp"
#include "plugin_check/scenario.hpp"
#include "plugin_check/subject.hpp"

namespace maelstrom::conformance::check {
namespace {

using Json = nlohmann::ordered_json;

// The report of this child, written to the mailbox on every change.
class Answer {
 public:
  explicit Answer(Mailbox& mailbox) : mailbox_(mailbox) { publish(); }

  void set(const char* name, Json value) {
    json_[name] = std::move(value);
    publish();
  }

 private:
  void publish() { mailbox_.put(json_.dump(-1, ' ', false, Json::error_handler_t::replace)); }

  Mailbox& mailbox_;
  Json json_ = Json::object();
};

void run_survey(Subject& subject, const Json& task, Answer& answer) {
  TypeFacts facts = facts_from(task.at("facts")).value();
  const OnFacts tell = [&answer](const TypeFacts& known) { answer.set("facts", to_json(known)); };
  const std::size_t attempts = survey_attempts(subject, facts);
  for (std::size_t attempt = task.at("attempt"); attempt < attempts && facts.response != Response::kAccepted;
       ++attempt) {
    answer.set("attempt", attempt);
    survey(subject, attempt, facts, tell);
  }
  answer.set("attempt", attempts);
}

void run_task(Subject& subject, const Json& task, Answer& answer) {
  const std::string kind = task.at("kind");
  if (kind == kSurveyTask) {
    run_survey(subject, task, answer);
  } else if (kind == kTranscriptTask) {
    answer.set("transcript", transcripts(subject, task.at("nodes")).at(task.at("index").get<std::size_t>()));
  } else {
    const Rule& rule = *find_rule(task.at("rule").get<std::string>());
    const Outcome outcome = run_rule(rule, subject);
    if (rule.id == kLoads && !is_failure(outcome.status)) {
      answer.set("plugin", to_json(plugin_info(subject)));
    }
    answer.set("outcome", to_json(outcome));
  }
}

Survey survey_of(const Json& task) {
  Survey survey;
  for (const Json& facts : task.at("survey")) {
    survey.push_back(facts_from(facts).value());
  }
  return survey;
}

}  // namespace

void run_child_task(const CheckOptions& options, const std::string& program) {
  const rlimit no_core = {0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);  // a crash is an expected result: no core files
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  adopt_orphans();
  platform::report_crashes_to(STDERR_FILENO, options.plugin);
  try {
    Mailbox mailbox(*options.child);
    const Json task = Json::parse(mailbox.text());
    Answer answer(mailbox);
    const OnStep on_step = [&mailbox, self = ::getpid()](const std::string& step) {
      if (::getpid() != self) {
        mailbox.note_copy();
        ::_exit(0);  // before copies create further copies
      }
      mailbox.step(step);
    };
    Subject subject(subject_options_from(options, program, survey_of(task), on_step));
    run_task(subject, task, answer);
    // Without the plugin's exit handlers, and while the mailbox still exists for its threads: nodes end by SIGKILL, and
    // no rule checks exit handlers.
    ::_exit(0);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    ::_exit(1);
  }
}

}  // namespace maelstrom::conformance::check
