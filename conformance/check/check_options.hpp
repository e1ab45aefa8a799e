// The command line of `conformance check`.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <regex.h>

namespace maelstrom::conformance::check {

// A regular expression for ids of rules: a POSIX extended one.
class IdPattern {
 public:
  // Throws UsageError, which names the option, if `text` is no regular expression.
  IdPattern(std::string_view option, const std::string& text);

  // Whether some part of the id matches.
  bool matches(std::string_view id) const;

 private:
  std::shared_ptr<const regex_t> compiled_;
};

// A rule that the user does not want to be checked.
struct Exception {
  IdPattern ids;
  std::string reason;
};

// What a child process of the checker is for. It is told by the option --child, which is not for people.
struct ChildTask {
  enum class Kind { kNone, kRule, kSurvey, kTranscript };

  Kind kind = Kind::kNone;
  std::vector<std::string> arguments;  // a rule's id; a type's facts and the first attempt; a node's id and stream
};

struct CheckOptions {
  enum class Action { kCheck, kList, kRulesMarkdown, kHelp };

  Action action = Action::kCheck;
  std::string plugin;
  std::vector<std::string> workloads;  // empty: guess
  std::vector<IdPattern> only;
  std::vector<Exception> exceptions;
  std::map<std::string, std::string, std::less<>> plugin_options;
  std::uint64_t seed = 1;  // always the same, so that what passed passes again
  unsigned jobs = 1;
  double timeout_seconds = 10;
  bool json = false;
  bool in_process = false;
  ChildTask child;
  std::string survey;  // for a child: what is known of the types, as JSON
};

// The arguments that make another run check the same in the same way: workloads, options of the plugin, seed.
std::vector<std::string> repeating_arguments(const CheckOptions& options);

// `arguments`: what follows "conformance check". Throws UsageError.
CheckOptions parse_check_options(std::span<const char* const> arguments);

std::string check_help();

}  // namespace maelstrom::conformance::check
