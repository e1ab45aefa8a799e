#include "host/program/options.hpp"

#include <charconv>
#include <cmath>
#include <map>
#include <vector>

#include <cxxopts.hpp>

#include "command_line/repeated_option.hpp"
#include "command_line/unknown_arguments.hpp"

namespace maelstrom::host {
namespace {

// $0 is the name with which the host was called: when installed, not `host`.
constexpr const char* kMore = R"~(
A plugin is given by its path, or by its name: `echo` is looked for as echo.so in the directories of the environment variable
MAELSTROM_PLUGIN_PATH, then beside this executable, in ../plugins and in ../lib/maelstrom/plugins. A relative path is tried
against the working directory, then against this executable's directory and its parents, because Maelstrom starts nodes in the
temporary directory.

Examples:
  $0 --plugin unique_ids                      serve messages on stdin and stdout
  $0 --plugin unique_ids --set scheme=uuid    with an option of the plugin
  $0 --plugin ./my_plugin.so --log-level debug
  $0 --new-plugin my-plugin                   begin a plugin of your own

Under Maelstrom, which takes --bin as a file and starts nodes in the temporary directory:
  maelstrom test -w unique-ids --bin "$(command -v $0)" --node-count 3 -- --plugin unique_ids
  maelstrom test -w echo --bin "$(command -v $0)" -- --plugin "$PWD/my_plugin.so" --record /tmp/recordings

Try it by hand:
  echo '{"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}' | $0 --plugin echo

Exit codes:
   0  the input ended, or SIGTERM or SIGINT came; what waited for a timer or for another node then is left unanswered
   1  reading or writing failed, for instance because the reader of stdout has gone
   2  wrong command line
  10  the plugin was not found               14  it speaks another major version of the ABI
  11  it is not a shared library             15  it needs a newer host
  12  it has an unresolved symbol           16  its descriptor breaks the contract
  13  it has no entry function               17  its create failed
  18  the plugin called exit; one that crashes ends the host by the signal, as 128 + its number in a shell
)~";

cxxopts::Options definition(const std::string& program) {
  cxxopts::Options options(program,
                           "Runs one Maelstrom node: reads messages from stdin, writes messages to stdout; a plugin "
                           "implements the workload.\n");
  options.allow_unrecognised_options();  // unknown_argument explains them
  options.custom_help("--plugin PATH|NAME [OPTION...]");
  // clang-format off
  options.add_options()
      ("p,plugin", "the plugin: a shared library that implements the workload", cxxopts::value<std::string>(), "PATH|NAME")
      ("s,set", "set an option of the plugin; may be repeated", cxxopts::value<std::vector<std::string>>(), "KEY=VALUE")
      ("log-level", "lowest level to log on stderr: trace, debug (shows every message), info, warn, error, off",
       cxxopts::value<std::string>()->default_value("info"), "LEVEL")
      ("reply-deadline", "drop replies to clients' requests older than this, and clients' requests from before this node's init, "
       "because their clients may have timed out; requests of nodes and services have no deadline; 0: never",
       cxxopts::value<std::string>()->default_value("4.5"), "SECONDS")
      ("record", "record the node's input and output in a file NODE-PID.jsonl of this directory, for `conformance replay`", cxxopts::value<std::string>(), "DIRECTORY")
      ("describe", "print the plugin's metadata as JSON, and exit")
      ("list", "list the plugins that can be found by name, with version and path, and exit")
      ("new-plugin", "create a project for a new plugin in the directory ./NAME, and exit",
       cxxopts::value<std::string>(), "NAME")
      ("version", "print the versions of the host and of the ABI, and exit")
      ("h,help", "print this and exit");
  // clang-format on
  return options;
}

maelstrom_log_level parse_log_level(const std::string& name) {
  static const std::map<std::string, maelstrom_log_level> levels = {
      {"trace", MAELSTROM_LOG_TRACE}, {"debug", MAELSTROM_LOG_DEBUG}, {"info", MAELSTROM_LOG_INFO},
      {"warn", MAELSTROM_LOG_WARN},   {"error", MAELSTROM_LOG_ERROR}, {"off", MAELSTROM_LOG_ERROR + 1}};
  const auto found = levels.find(name);
  if (found == levels.end()) {
    throw UsageError("--log-level must be one of trace, debug, info, warn, error, off, not " + name);
  }
  return found->second;
}

std::int64_t parse_reply_deadline(const std::string& text) {
  constexpr double kMost = 1e9;
  double seconds = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, seconds);
  if (result.ec != std::errc() || result.ptr != end || !(seconds >= 0 && seconds <= kMost)) {
    throw UsageError("--reply-deadline must be a number of seconds from 0 (never drop a reply) to 1e9, not " + text);
  }
  return static_cast<std::int64_t>(std::ceil(seconds * 1e9));  // a value above 0 stays above 0
}

std::map<std::string, std::string, std::less<>> parse_settings(const std::vector<std::string>& settings) {
  std::map<std::string, std::string, std::less<>> parsed;
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw UsageError("--set needs KEY=VALUE, not " + setting);
    }
    if (!parsed.emplace(setting.substr(0, equals), setting.substr(equals + 1)).second) {
      throw UsageError("--set gives " + setting.substr(0, equals) + " twice");
    }
  }
  return parsed;
}

Options interpret(const cxxopts::ParseResult& given) {
  Options options;
  if (const auto mistake = repeated_option(given, {"set"})) {
    throw UsageError(*mistake);
  }
  options.log_level = parse_log_level(given["log-level"].as<std::string>());
  options.node.policy.reply_deadline_ns = parse_reply_deadline(given["reply-deadline"].as<std::string>());
  if (given.count("record") != 0) {
    options.record = given["record"].as<std::string>();
    if (options.record.empty()) {
      throw UsageError("--record needs a directory");
    }
  }
  if (given.count("set") != 0) {
    options.node.plugin_options = parse_settings(given["set"].as<std::vector<std::string>>());
  }
  if (given.count("help") != 0) {
    options.action = Options::Action::kHelp;
  } else if (given.count("version") != 0) {
    options.action = Options::Action::kVersion;
  } else if (given.count("list") != 0) {
    options.action = Options::Action::kList;
  } else if (given.count("new-plugin") != 0) {
    options.new_plugin = given["new-plugin"].as<std::string>();
    options.action = Options::Action::kNewPlugin;
  } else if (given.count("plugin") == 0) {
    throw UsageError("no plugin given: use --plugin PATH|NAME");
  } else {
    options.plugin = given["plugin"].as<std::string>();
    if (options.plugin.empty()) {
      throw UsageError("--plugin needs a path or a name");
    }
    options.action = given.count("describe") != 0 ? Options::Action::kDescribe : Options::Action::kServe;
  }
  return options;
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
  try {
    cxxopts::Options parser = definition("host");
    const cxxopts::ParseResult given = parser.parse(argc, argv);
    if (const std::string unknown = unknown_argument(parser, given); !unknown.empty()) {
      throw UsageError(unknown);
    }
    return interpret(given);
  } catch (const cxxopts::exceptions::exception& e) {
    throw UsageError(e.what());
  }
}

std::string help_text(const std::string& program) {
  std::string text = definition(program).help() + kMore;
  for (std::size_t at = text.find("$0"); at != std::string::npos; at = text.find("$0", at + program.size())) {
    text.replace(at, 2, program);
  }
  return text;
}

}  // namespace maelstrom::host
