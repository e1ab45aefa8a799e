// The command line of `conformance check`.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <regex.h>

namespace maelstrom::conformance::check {

// A POSIX extended regular expression for ids of rules.
class IdPattern {
 public:
  // Throws UsageError, which names the option, if `text` is not a regular expression.
  IdPattern(std::string_view option, const std::string& text);

  // Whether some part of the id matches.
  bool matches(std::string_view id) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::shared_ptr<const regex_t> compiled_;
};

// A rule excluded by the user, with the reason.
struct Exception {
  IdPattern ids;
  std::string reason;
};

// A request given by the user, for a type that the plugin does not declare and no workload has.
struct GivenRequest {
  std::string text;  // as typed
  std::string type;
  std::string members;              // members of the body, without type
  std::vector<std::string> fields;  // their names
};

struct CheckOptions {
  enum class Action { kCheck, kList, kRulesMarkdown, kHelp };

  Action action = Action::kCheck;
  std::vector<std::string> plugins;
  std::string plugin;                  // the current one of the plugins
  std::vector<std::string> workloads;  // empty: guess them
  bool guesses_workloads = true;
  std::vector<std::string> one_way;  // types that are never answered
  std::vector<GivenRequest> requests;
  std::vector<IdPattern> only;
  std::vector<Exception> exceptions;
  std::map<std::string, std::string, std::less<>> plugin_options;
  std::uint64_t seed = 1;  // constant by default, so that results are reproducible
  unsigned jobs = 1;
  double timeout_seconds = 10;
  bool json = false;
  bool only_failed = false;
  bool in_process = false;
  // For a child process, internal: the descriptor of its mailbox, and a folder for temporary files, or an empty path.
  std::optional<int> child;
  std::string folder;
};

// The arguments that reproduce a check, without the plugin and the rules.
std::vector<std::string> repeating_arguments(const CheckOptions& options);

// `arguments`: those after "conformance check". Throws UsageError.
CheckOptions parse_check_options(std::span<const char* const> arguments);

std::string check_help();

}  // namespace maelstrom::conformance::check
