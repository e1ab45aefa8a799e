#include "plugin_check/check_options.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <thread>

#include <cxxopts.hpp>
#include <spdlog/fmt/fmt.h>

#include "command_line/did_you_mean.hpp"
#include "command_line/repeated_option.hpp"
#include "command_line/unknown_arguments.hpp"
#include "command_line/usage_error.hpp"
#include "plugin_check/requests.hpp"
#include "protocol/envelope.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

constexpr const char* kNoWorkload = "none";
constexpr const char* kInternal = "internal";  // a group of options hidden in the help

std::string workload_names() {
  std::string names;
  for (const WorkloadSchema& workload : protocol::workload_schemas()) {
    names += (names.empty() ? "" : ", ") + std::string(workload.name);
  }
  return names;
}

cxxopts::Options make_parser() {
  cxxopts::Options parser("$0 check", "Checks a plugin for errors.");
  const auto text = [] { return cxxopts::value<std::string>(); };
  const auto texts = [] { return cxxopts::value<std::vector<std::string>>(); };
  parser.custom_help("PLUGIN... [OPTION...]");
  parser.positional_help("");
  parser.allow_unrecognised_options();  // unknown_argument explains them
  parser.add_options("Target")          //
      ("plugin", "A plugin: a file, or a name that the host can find (the first arguments)", texts(), "PLUGIN")(
          "w,workload",
          "Workload of the plugin; may be repeated [guessed from the message types]: none, " + workload_names(),
          texts(), "NAME")("s,set", "Set an option of the plugin; may be repeated", texts(), "KEY=VALUE")(
          "request", "Body of a request that the plugin accepts, for a type of no known workload; may be repeated",
          texts(), "JSON")("one-way", "Message type that is never answered; may be repeated", texts(), "TYPE")(
          "only", "Check only rules whose id matches; may be repeated", texts(), "REGEX")(
          "except", "Skip rules whose id matches, with a reason; may be repeated", texts(), "REGEX=REASON")(
          "list", "List the rules that would be checked");
  parser.add_options("Execution")  //
      ("seed", "Seed for the plugin's randomness and the test values", text()->default_value("1"), "N")(
          "j,jobs", "Number of rules to check in parallel [one per processor]", text(), "N")(
          "timeout", "Time limit for each call into the plugin, in seconds", text()->default_value("10"), "S")(
          "in-process",
          "Check in this process, one rule at a time, for a debugger: no time limit, and a crash ends the check");
  parser.add_options("Output")  //
      ("only-failed", "Do not show passed and skipped rules")(
          "json",
          "Print the report as JSON (docs/conformance-check.schema.json), or an array of reports for several plugins")(
          "rules-markdown", "Print all rules with their reasons, in Markdown (docs/conformance.md)")("h,help",
                                                                                                     "Show this text");
  parser.add_options(kInternal)("child", "", text())("folder", "", text());
  parser.parse_positional("plugin");
  return parser;
}

std::string similar_workload(const std::string& typed) {
  std::vector<std::string> names;
  for (const WorkloadSchema& workload : protocol::workload_schemas()) {
    names.emplace_back(workload.name);
  }
  return host::did_you_mean(typed, names);
}

[[noreturn]] void reject(std::string_view option, const std::string& value, std::string_view expected) {
  throw UsageError("--" + std::string(option) + " " + value + ": must be " + std::string(expected));
}

Exception parse_exception(const std::string& text) {
  const std::size_t equals = text.find('=');  // ids have no '='
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    reject("except", text, "REGEX=REASON");
  }
  return {IdPattern("except", text.substr(0, equals)), text.substr(equals + 1)};
}

template <class Integer>
Integer parse_number(std::string_view option, const std::string& text, Integer least, std::string_view expected) {
  Integer value = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || value < least) {
    reject(option, text, expected);
  }
  return value;
}

double parse_timeout(const std::string& text) {
  constexpr double kMost = 1e6;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(value > 0 && value <= kMost)) {
    reject("timeout", text, "a number of seconds above 0");
  }
  return value;
}

GivenRequest parse_request(const std::string& text) {
  host::EnvelopeReader reader;
  const std::string line = R"({"src":"c1","dest":"n1","body":)" + text + '}';
  if (text.find('\n') != std::string::npos || !reader.read(line) || reader.envelope().msg_id ||
      reader.envelope().in_reply_to) {
    reject("request", text, "a JSON object on one line, with a type and without msg_id and in_reply_to");
  }
  GivenRequest request = {text, std::string(reader.envelope().type), {}, {}};
  for (const host::Field& field : reader.envelope().fields) {
    if (field.name == "type") {
      continue;
    }
    request.members += request.members.empty() ? "" : ",";
    append_json_string(request.members, field.name);
    request.members.append(":").append(field.value);
    request.fields.emplace_back(field.name);
  }
  return request;
}

void read_plugin_options(const std::vector<std::string>& settings, CheckOptions& options) {
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      reject("set", setting, "KEY=VALUE");
    }
    if (!options.plugin_options.emplace(setting.substr(0, equals), setting.substr(equals + 1)).second) {
      throw UsageError("--set gives " + setting.substr(0, equals) + " twice");
    }
  }
}

void read_workloads(const std::vector<std::string>& names, CheckOptions& options) {
  options.guesses_workloads = names.empty();
  for (const std::string& name : names) {
    if (name == kNoWorkload && names.size() == 1) {
      return;
    }
    if (protocol::find_workload_schema(name) == nullptr) {
      reject("workload", name, "none alone, or one of " + workload_names() + similar_workload(name));
    }
    options.workloads.push_back(name);
  }
}

void read_what_is_checked(const cxxopts::ParseResult& parsed, CheckOptions& options) {
  const auto texts = [&parsed](const char* name) {
    return parsed.count(name) != 0 ? parsed[name].as<std::vector<std::string>>() : std::vector<std::string>();
  };
  for (const std::string& text : texts("only")) {
    options.only.emplace_back("only", text);
  }
  for (const std::string& text : texts("except")) {
    options.exceptions.push_back(parse_exception(text));
  }
  options.plugins = texts("plugin");
  read_workloads(texts("workload"), options);
  options.one_way = texts("one-way");
  for (const std::string& text : texts("request")) {
    options.requests.push_back(parse_request(text));
  }
  read_plugin_options(texts("set"), options);
  if (parsed.count("child") != 0) {
    options.child = parse_number<int>("child", parsed["child"].as<std::string>(), 0, "a descriptor");
    options.folder = parsed["folder"].as<std::string>();
  }
}

void read_how(const cxxopts::ParseResult& parsed, CheckOptions& options) {
  const auto text = [&parsed](const char* name) { return parsed[name].as<std::string>(); };
  options.seed = parse_number<std::uint64_t>("seed", text("seed"), 0, "an integer from 0 to 2^64 - 1");
  options.jobs = parsed.count("jobs") != 0 ? parse_number<unsigned>("jobs", text("jobs"), 1, "a number above 0")
                                           : std::max(1U, std::thread::hardware_concurrency());
  options.timeout_seconds = parse_timeout(text("timeout"));
  options.json = parsed.count("json") != 0;
  options.only_failed = parsed.count("only-failed") != 0;
  options.in_process = parsed.count("in-process") != 0;
}

CheckOptions read_options(const cxxopts::ParseResult& parsed) {
  CheckOptions options;
  if (parsed.count("help") != 0) {
    options.action = CheckOptions::Action::kHelp;
    return options;
  }
  read_what_is_checked(parsed, options);
  read_how(parsed, options);
  if (parsed.count("rules-markdown") != 0) {
    options.action = CheckOptions::Action::kRulesMarkdown;
  } else if (parsed.count("list") != 0) {
    options.action = CheckOptions::Action::kList;
  } else if (options.plugins.empty()) {
    throw UsageError("no plugin given: name a file, or a plugin that the host can find");
  }
  if (options.child) {
    options.plugin = options.plugins.front();
  }
  return options;
}

}  // namespace

IdPattern::IdPattern(std::string_view option, const std::string& text) : text_(text) {
  regex_t regex = {};
  if (const int error = ::regcomp(&regex, text.c_str(), REG_EXTENDED | REG_NOSUB)) {
    std::array<char, 200> reason{};
    ::regerror(error, &regex, reason.data(), reason.size());
    reject(option, text, std::string("a regular expression (") + reason.data() + ")");
  }
  compiled_ = std::shared_ptr<const regex_t>(new regex_t(regex), [](regex_t* compiled) {
    ::regfree(compiled);
    delete compiled;
  });
}

bool IdPattern::matches(std::string_view id) const {
  return ::regexec(compiled_.get(), std::string(id).c_str(), 0, nullptr, 0) == 0;
}

CheckOptions parse_check_options(std::span<const char* const> arguments) {
  std::vector<const char*> words = {"conformance check"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  cxxopts::Options parser = make_parser();
  try {
    const cxxopts::ParseResult parsed = parser.parse(static_cast<int>(words.size()), words.data());
    if (const std::string unknown = host::unknown_argument(parser, parsed); !unknown.empty()) {
      throw UsageError(unknown);
    }
    if (const auto mistake =
            host::repeated_option(parsed, {"plugin", "workload", "set", "request", "one-way", "only", "except"})) {
      throw UsageError(*mistake);
    }
    return read_options(parsed);
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& error) {  // the exceptions of cxxopts have different names in different releases
    throw UsageError(error.what());
  }
}

std::vector<std::string> repeating_arguments(const CheckOptions& options) {
  std::vector<std::string> arguments;
  const auto add = [&arguments](const char* option, std::string value) {
    arguments.insert(arguments.end(), {option, std::move(value)});
  };
  for (const std::string& workload : options.workloads) {
    add("--workload", workload);
  }
  if (options.workloads.empty() && !options.guesses_workloads) {
    add("--workload", kNoWorkload);
  }
  for (const auto& [name, value] : options.plugin_options) {
    add("--set", std::string(name).append("=").append(value));
  }
  for (const GivenRequest& request : options.requests) {
    add("--request", request.text);
  }
  for (const std::string& type : options.one_way) {
    add("--one-way", type);
  }
  add("--seed", std::to_string(options.seed));
  if (options.timeout_seconds != CheckOptions().timeout_seconds) {
    add("--timeout", fmt::format("{}", options.timeout_seconds));
  }
  return arguments;
}

std::string check_help() {
  return make_parser().help({"Target", "Execution", "Output"}) + R"(
Each rule runs in its own process, which also loads the plugin, so a faulty plugin cannot harm the checker. Time,
randomness and peers are simulated, so results are reproducible.

For a message type of no known workload, the check searches for a request that the plugin accepts. If it finds none, give
one with --request.

Examples:
  # Your own plugin, or one that the host can find by name
  $0 check ./my_plugin.so
  $0 check unique_ids --set scheme=uuid

  # Repeat one rule in a debugger
  gdb --args $0 check ./my_plugin.so --only '^borrowed-slices$' --in-process

  # A custom workload: a request that the plugin accepts, and messages between nodes that are never answered
  $0 check ./bank.so --request '{"type": "transfer", "from": "a", "to": "b", "amount": 1}' --one-way gossip

  # In CI: exclude a rule, with the reason
  $0 check ./my_plugin.so --json --except 'handler-time=it renders a video' > report.json

  # List the rules; docs/conformance.md has the reasons
  $0 check --list

The result of a rule is passed, failed, crashed (with the signal), hung, skipped (it does not apply) or warning.

Exit status:
  0  no rule failed (skipped rules and warnings allowed)
  1  a rule failed, crashed or hung
  2  wrong command line
  3  the plugin was not found or cannot be loaded, or the check could not run or was interrupted
)";
}

}  // namespace maelstrom::conformance::check
