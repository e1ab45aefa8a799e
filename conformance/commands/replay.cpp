#include "conformance/commands/replay.hpp"

#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <cxxopts.hpp>
#include <spdlog/fmt/fmt.h>

#include "command_line/program_name.hpp"
#include "command_line/repeated_option.hpp"
#include "command_line/unknown_arguments.hpp"
#include "conformance/commands/options.hpp"
#include "conformance/commands/test.hpp"
#include "conformance/run/cluster.hpp"
#include "conformance/simulator/replay.hpp"
#include "host/loading/plugin_library.hpp"
#include "host/node/host_table.hpp"
#include "host/program/options.hpp"
#include "platform/log_text.hpp"
#include "platform/own_stdout.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::size_t kShown = 2000;  // bytes of a line to print

constexpr const char* kReplayExamples = R"~(
A recording is made by the host: `host --plugin NAME --record DIRECTORY` writes DIRECTORY/NODE-PID.jsonl.

Examples:
  # Record a test, then replay node n1
  maelstrom test -w echo --bin "$(command -v host)" --node-count 3 -- --plugin "$PWD/my_plugin.so" --record /tmp/recordings
  $0 replay /tmp/recordings/n1-4711.jsonl

  # Does the new version produce the same output?
  $0 replay /tmp/recordings/n1-4711.jsonl --plugin ./my_plugin.so

  # In a debugger, stopped before the call on line 1234 of the recording
  gdb --args $0 replay /tmp/recordings/n1-4711.jsonl --stop-at 1234

A recording does not contain the actions of a plugin's threads, or clocks and random numbers that do not come from the host.

Exit status:
  0  same output
  1  different output: the first difference is printed
  2  wrong command line
  3  the recording or the plugin cannot be used
)~";

struct ReplayOptions {
  bool help = false;
  std::string recording;
  std::string plugin;  // empty: the recorded plugin
  std::string output;  // a file, or empty
  bool log = false;
  std::size_t stop_at = 0;
};

cxxopts::Options replay_parser() {
  cxxopts::Options parser("$0 replay",
                          "Replays a recorded node run in one process, offline, and compares the node's output.");
  parser.custom_help("RECORDING [OPTION...]");
  parser.positional_help("");
  parser.allow_unrecognised_options();  // unknown_argument explains them
  // clang-format off
  parser.add_options()
      ("recording", "File written by `host --record`", cxxopts::value<std::string>(), "FILE")
      ("plugin", "The plugin: a file, or a name that the host can find [the recorded one]",
       cxxopts::value<std::string>(), "PLUGIN")
      ("output", "Write the node's output to FILE; -: stdout", cxxopts::value<std::string>(), "FILE")
      ("log", "Show the node's log")
      ("stop-at", "Raise SIGTRAP, for a debugger, before the call on this line of the recording",
       cxxopts::value<std::size_t>(), "LINE")
      ("h,help", "Show this text");
  // clang-format on
  parser.parse_positional("recording");
  return parser;
}

ReplayOptions parse_replay_options(std::span<const char* const> arguments) {
  std::vector<const char*> all = {"conformance"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  cxxopts::Options parser = replay_parser();
  try {
    const auto parsed = parser.parse(static_cast<int>(all.size()), all.data());
    const auto text = [&parsed](const char* name) {
      return parsed.count(name) != 0 ? parsed[name].as<std::string>() : std::string();
    };
    if (const std::string unknown = host::unknown_argument(parser, parsed); !unknown.empty()) {
      throw UsageError(unknown);
    }
    if (const auto mistake = host::repeated_option(parsed, {})) {
      throw UsageError(*mistake);
    }
    ReplayOptions options{parsed.count("help") != 0,
                          text("recording"),
                          text("plugin"),
                          text("output"),
                          parsed.count("log") != 0,
                          parsed.count("stop-at") != 0 ? parsed["stop-at"].as<std::size_t>() : 0};
    if (!options.help && options.recording.empty()) {
      throw UsageError("no recording given: name a file written by `host --record`");
    }
    return options;
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& error) {  // cxxopts has renamed its exceptions from one release to the next
    throw UsageError(error.what());
  }
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    throw CannotRun("cannot read " + path);
  }
  return text;
}

std::string describe(const host::RecordingHeader& header, const host::Plugin& plugin, const ReplayResult& result) {
  std::string text =
      fmt::format("plugin        {} {} from {}", platform::one_line(plugin.descriptor->name),
                  platform::one_line(plugin.descriptor->version), platform::one_line(plugin.path.string()));
  if (header.plugin != plugin.descriptor->name || header.plugin_version != plugin.descriptor->version) {
    text += fmt::format("; recorded with {} {}", platform::one_line(header.plugin),
                        platform::one_line(header.plugin_version));
  }
  text += fmt::format("\nrecording     {}, {} lines received, {} sent\n",
                      result.node.empty() ? "a node without init" : "node " + platform::one_line(result.node),
                      result.received, result.sent);
  if (result.killed) {
    text += "              it ends without a stop event, as after SIGKILL";
    text += result.unfinished ? "; its last line is incomplete and was ignored\n" : "\n";
  }
  return text;
}

std::string describe(const Difference& difference) {
  const auto line = [](const std::optional<std::string>& said) { return said ? excerpt(*said, kShown) : "no output"; };
  return fmt::format("  line {}: on {}\n    recorded  {}\n    replayed  {}\n", difference.line_number,
                     excerpt(difference.call, kShown), line(difference.recorded), line(difference.replayed));
}

std::string verdict(const ReplayResult& result) {
  std::string text = result.first ? "same: false\n" + describe(*result.first) : "same: true\n";
  if (result.first) {
    text += fmt::format("  {} of {} calls produced different output\n", result.different, result.calls);
  }
  if (result.other_reads != 0) {
    text += fmt::format("  from line {} on, the plugin reads clocks or randomness more or less often than recorded\n",
                        result.other_reads);
  }
  return text;
}

int run_replay(const ReplayOptions& options) {
  const std::string recording = read_file(options.recording);
  const host::RecordingHeader header = host::RecordingReader(recording).header();
  const std::string wanted = options.plugin.empty() ? header.path : options.plugin;
  const platform::OwnStdout own_stdout;
  const host::Plugin plugin = host::load_plugin(host::find_plugin(wanted, host::PluginSearch::from_environment()));

  Replay replay;
  std::ofstream file;
  if (!options.output.empty()) {
    if (options.output != "-") {
      file.open(options.output, std::ios::binary);
    }
    replay.on_line = [&options, &own_stdout, &file](std::string_view line) {
      if (options.output != "-") {
        file << line << '\n' << std::flush;
      } else if (!own_stdout.write(std::string(line) + '\n')) {
        throw CannotRun("cannot write to stdout");
      }
    };
  }
  if (options.log) {
    replay.log_level = MAELSTROM_LOG_DEBUG;
    replay.on_log = [](maelstrom_log_level /*level*/, std::string_view text) { std::cerr << text << '\n'; };
  }
  replay.stop_at = options.stop_at;
  replay.on_stop = [] { std::raise(SIGTRAP); };
  const ReplayResult result = replay.run(*plugin.descriptor, recording);
  if (!options.output.empty() && options.output != "-" && !file.flush()) {
    throw CannotRun("cannot write " + options.output);
  }
  if (options.stop_at != 0 && !result.has_stop) {
    throw UsageError(fmt::format("--stop-at {}: that line of the recording is not a call (receive, advance or stop)",
                                 options.stop_at));
  }
  const std::string report = describe(header, plugin, result) + verdict(result);
  if (options.output == "-") {
    std::cerr << report << std::flush;
  } else if (!own_stdout.write(report)) {
    throw CannotRun("cannot write to stdout");
  }
  return result.first ? kExitInvalid : kExitValid;
}

}  // namespace

int run_replay_command(const char* /*program*/, std::span<const char* const> arguments) {
  try {
    const ReplayOptions options = parse_replay_options(arguments);
    if (options.help) {
      std::cout << with_program_name(replay_parser().help() + kReplayExamples) << std::flush;
      return kExitValid;
    }
    return run_replay(options);
  } catch (const UsageError& error) {
    std::cerr << program_name() << " replay: " << error.what() << "\nTry `" << program_name() << " replay --help`.\n";
    return kExitUsage;
  } catch (const host::CreateFailed& error) {
    std::cerr << program_name() << " replay: plugin failed to start: " << platform::one_line(error.what()) << '\n';
    return kExitNotRun;
  } catch (const host::BadRecording& error) {
    std::cerr << program_name() << " replay: unusable recording: " << error.what() << '\n';
    return kExitNotRun;
  } catch (const std::exception& error) {
    std::cerr << program_name() << " replay: " << error.what() << '\n';
    return kExitNotRun;
  }
}

}  // namespace maelstrom::conformance
