// The side of the checker that loads the plugin.
#include <cerrno>
#include <exception>
#include <iostream>
#include <utility>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "checker.hpp"
#include "rule_run.hpp"
#include "scenario.hpp"
#include "subject.hpp"

namespace maelstrom::conformance::check {
namespace {

// The way back to the parent. The plugin's stdout is another one: what it prints must not be taken for a result.
class Channel {
 public:
  Channel() : descriptor_(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) {
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
  }

  void write(const nlohmann::ordered_json& json) const {
    const std::string line = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written > 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        ::_exit(1);  // nobody listens
      }
    }
  }

 private:
  const int descriptor_;
};

void run_survey(Subject& subject, const ChildTask& task, const Channel& channel) {
  TypeFacts facts = facts_from(nlohmann::ordered_json::parse(task.arguments.at(0)));
  const OnFacts tell = [&channel](const TypeFacts& known) { channel.write({{"facts", to_json(known)}}); };
  for (std::size_t attempt = std::stoul(task.arguments.at(1)); attempt < survey_attempts() && !facts.accepted;
       ++attempt) {
    channel.write({{"attempt", attempt}});
    survey(subject, attempt, facts, tell);
  }
}

void run_task(Subject& subject, const ChildTask& task, const Channel& channel) {
  if (task.kind == ChildTask::Kind::kSurvey) {
    run_survey(subject, task, channel);
  } else if (task.kind == ChildTask::Kind::kTranscript) {
    const NodeSetup setup = transcript_setup(subject, task.arguments.at(0), task.arguments.at(1));
    channel.write({{"transcript", transcript(subject, setup)}});
  } else {
    const Rule& rule = *find_rule(task.arguments.at(0));
    const Outcome outcome = run_rule(rule, subject);
    if (rule.id == kLoads && !is_failure(outcome.status) && subject.library().refusal.empty()) {
      channel.write({{"plugin", to_json(plugin_info(subject))}});
    }
    channel.write({{"outcome", to_json(outcome)}});
  }
}

}  // namespace

void run_child_task(const CheckOptions& options, const std::string& program) {
  const Channel channel;
  const rlimit no_core = {0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);  // a crash is a result here, and no reason to fill the disk
  try {
    Survey known;
    for (const auto& facts : nlohmann::ordered_json::parse(options.survey)) {
      known.push_back(facts_from(facts));
    }
    SubjectOptions subject_options = subject_options_from(options, program, std::move(known));
    subject_options.on_step = [&channel](const std::string& step) { channel.write({{"step", step}}); };
    Subject subject(std::move(subject_options));
    run_task(subject, options.child, channel);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    ::_exit(1);
  }
  // Without the plugin's exit handlers: a node is ended by SIGKILL, and no rule is about them.
  ::_exit(0);
}

}  // namespace maelstrom::conformance::check
