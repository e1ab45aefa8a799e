// The host: command line and wiring, nothing else.

#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "host/loading/plugin_library.hpp"
#include "host/loop/event_loop.hpp"
#include "host/loop/system_platform.hpp"
#include "host/loop/watchdog.hpp"
#include "host/node/host_table.hpp"
#include "host/node/node.hpp"
#include "host/node/node_input.hpp"
#include "host/program/last_words.hpp"
#include "host/program/new_plugin.hpp"
#include "host/program/options.hpp"
#include "host/recording/recorder.hpp"
#include "host/transport/stdio.hpp"
#include "platform/log_text.hpp"
#include "platform/streams.hpp"

namespace maelstrom::host {
namespace {

std::string version_text() {
  return fmt::format("{} {} (plugin ABI {}.{})\n", kHostName, kHostVersion, MAELSTROM_ABI_MAJOR, MAELSTROM_ABI_MINOR);
}

std::string describe(const Plugin& plugin) {
  const maelstrom_plugin& descriptor = *plugin.descriptor;
  nlohmann::ordered_json json;
  json["name"] = descriptor.name;
  json["version"] = descriptor.version;
  json["summary"] = descriptor.summary;
  json["path"] = plugin.path.string();
  json["abi"] = {
      {"major", MAELSTROM_ABI_MAJOR}, {"minor", descriptor.abi_minor}, {"min_host_minor", descriptor.min_host_minor}};
  json["message_types"] =
      std::vector<std::string>(descriptor.message_types, descriptor.message_types + descriptor.message_type_count);
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string new_plugin(const std::string& name) {
  std::string text;
  for (const auto& path : write_new_plugin(name, {})) {
    text += fmt::format("wrote {}\n", path.string());
  }
  return text +
         fmt::format("Build and test it:\n  cd {}\n  cmake -B build && cmake --build build && ctest --test-dir build\n",
                     name);
}

int print(int descriptor, std::string_view text) {
  if (const int error = platform::write_all(descriptor, text); error != 0) {
    throw std::system_error(error, std::generic_category(), "cannot write to stdout");
  }
  return kExitOk;
}

Plugin load(const std::filesystem::path& path, LastWords& last_words) {
  last_words.set_loading(path.string());
  Plugin plugin = load_plugin(path);
  last_words.set_plugin(*plugin.descriptor);
  return plugin;
}

std::string row_of(const std::filesystem::path& path, LastWords& last_words) {
  try {
    const Plugin plugin = load(path, last_words);
    return fmt::format("{:<16} {:<10} {}\n", platform::one_line(plugin.descriptor->name),
                       platform::one_line(plugin.descriptor->version), platform::one_line(path.string()));
  } catch (const PluginRefused& refused) {
    const std::string_view reason = refused.what();
    return fmt::format("{:<16} {:<10} {}: {}\n", "-", "-", platform::one_line(path.string()),
                       reason.substr(0, reason.find('\n')));
  }
}

// Row by row: loading a plugin may end this process.
int list(const PluginSearch& search, int output) {
  const std::vector<std::filesystem::path> paths = list_plugins(search);
  LastWords last_words;
  for (const auto& path : paths) {
    print(output, row_of(path, last_words));
  }
  if (!paths.empty()) {
    return kExitOk;
  }
  std::string text = "no plugins found in\n";
  for (const auto& directory : search.plugin_directories) {
    text += "  " + platform::one_line(directory.string()) + "\n";
  }
  return print(output, text);
}

RecordingHeader recording_header(const Options& options, const Plugin& plugin, Platform& platform) {
  RecordingHeader header;
  header.plugin = plugin.descriptor->name;
  header.plugin_version = plugin.descriptor->version;
  header.path = plugin.path.string();
  header.options = options.node.plugin_options;
  header.started_ns = platform.wall_clock_ns();
  header.reply_deadline_ns = options.node.policy.reply_deadline_ns;
  header.log_level = options.log_level;
  return header;
}

int serve(const Options& options, const Plugin& plugin, const Wire& wire, LastWords& last_words) {
  SystemPlatform platform(options.log_level);
  platform.log(MAELSTROM_LOG_INFO, fmt::format("{} {}, plugin ABI {}.{}; plugin {} {} (ABI {}.{}) from {}", kHostName,
                                               kHostVersion, MAELSTROM_ABI_MAJOR, MAELSTROM_ABI_MINOR,
                                               plugin.descriptor->name, plugin.descriptor->version, MAELSTROM_ABI_MAJOR,
                                               plugin.descriptor->abi_minor, plugin.path.string()));
  for (const std::string& warning : open_to_everybody(plugin.path)) {
    platform.log(MAELSTROM_LOG_WARN, warning);
  }
  std::optional<Recorder> recorder;
  if (!options.record.empty()) {
    recorder.emplace(options.record, recording_header(options, plugin, platform), platform);
  }
  try {
    const Watchdog watchdog(last_words.activity(), *plugin.descriptor, platform);
    NodeOptions node_options = options.node;
    node_options.activity = &last_words.activity();
    StdioTransport transport(wire.input, wire.output);
    node_options.outbox = &transport.outbox();
    Node node(*plugin.descriptor, recorder ? static_cast<Platform&>(*recorder) : platform, std::move(node_options));
    const LastAnswers last_answers(transport.outbox(), wire.output);
    std::optional<RecordedNode> recorded;
    if (recorder) {
      recorded.emplace(node, transport.outbox(), *recorder);
    }
    EventLoop loop(recorded ? static_cast<NodeInput&>(*recorded) : node, platform, transport);
    const std::string error = loop.run();
    if (!error.empty()) {
      platform.log(MAELSTROM_LOG_ERROR, error);
      return kExitRuntime;
    }
    return kExitOk;
  } catch (const CreateFailed& failed) {
    throw PluginRefused(
        kExitCreateFailed,
        fmt::format("plugin {} {} from {} failed to start: {}\n  If it needs an option, use --set KEY=VALUE.",
                    platform::one_line(plugin.descriptor->name), platform::one_line(plugin.descriptor->version),
                    platform::one_line(plugin.path.string()), platform::one_line(failed.what())));
  }
}

// The name of this executable when called: `host` in a build tree, `maelstrom-host` when installed.
std::string program_name(int argc, char** argv) {
  return argc > 0 ? std::filesystem::path(argv[0]).filename().string() : "host";
}

int run(int argc, char** argv) {
  const Options options = parse_options(argc, argv);
  if (options.action == Options::Action::kHelp) {
    return print(STDOUT_FILENO, help_text(program_name(argc, argv)));
  }
  if (options.action == Options::Action::kVersion) {
    return print(STDOUT_FILENO, version_text());
  }
  if (options.action == Options::Action::kNewPlugin) {
    return print(STDOUT_FILENO, new_plugin(options.new_plugin));
  }
  const PluginSearch search = PluginSearch::from_environment();
  const Wire wire = Wire::take();  // before any plugin's code runs
  if (options.action == Options::Action::kList) {
    return list(search, wire.output);
  }
  const std::filesystem::path path = find_plugin(options.plugin, search);
  LastWords last_words;
  const Plugin plugin = load(path, last_words);
  if (options.action == Options::Action::kDescribe) {
    return print(wire.output, describe(plugin));
  }
  return serve(options, plugin, wire, last_words);
}

}  // namespace
}  // namespace maelstrom::host

int main(int argc, char** argv) {
  using namespace maelstrom::host;
  namespace platform = maelstrom::platform;
  platform::prepare_process();
  const std::string program = program_name(argc, argv);
  try {
    return run(argc, argv);
  } catch (const UsageError& e) {
    platform::print_error(fmt::format("{0}: {1}\nTry: {0} --help\n", program, e.what()));
    return kExitUsage;
  } catch (const PluginRefused& e) {
    platform::print_error(fmt::format("{}: {}\n", program, e.what()));
    return e.code();
  } catch (const std::exception& e) {
    platform::print_error(fmt::format("{}: {}\n", program, e.what()));
    return kExitRuntime;
  }
}
