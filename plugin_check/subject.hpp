// The plugin under check, for a rule. One Subject per process.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <maelstrom/abi.h>

#include "plugin_check/driven_node.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/requests.hpp"
#include "plugin_check/survey.hpp"

namespace maelstrom::conformance::check {

struct SubjectOptions {
  std::filesystem::path path;  // absolute
  std::map<std::string, std::string, std::less<>> plugin_options;
  std::uint64_t seed = 0;
  std::vector<const WorkloadSchema*> workloads;
  Survey survey;
  // A folder for temporary files; the checker removes the remaining ones. Empty if not available.
  std::filesystem::path folder;
  // Reports the next step of the plugin, in case it does not return.
  OnStep on_step;
  // The transcript of the node at `index` of `nodes`. These are instances of one library in a separate process, which
  // run `scenario` one after the other. Throws Verdict if that process fails.
  std::function<std::string(const std::vector<std::string>& nodes, std::size_t index)> fresh_transcript;
};

// A loaded plugin that the host can run.
struct LoadedLibrary {
  void* handle;  // dlopen's
  maelstrom_plugin_entry entry;
  const maelstrom_plugin* descriptor;
  std::string printed;                // to stdout, during loading
  std::chrono::nanoseconds duration;  // of loading, without time spent waiting for a processor
};

// The library itself: its nodes share its globals.
class OneLibrary final : public LifeSource {
 public:
  explicit OneLibrary(const maelstrom_plugin& plugin) : plugin_(plugin) {}

  const maelstrom_plugin& begin_life() override { return plugin_; }
  void end_life(const maelstrom_plugin& /*plugin*/) override {}

 private:
  const maelstrom_plugin& plugin_;
};

class Subject {
 public:
  // `loaded`: the library, if this process has already loaded it.
  explicit Subject(SubjectOptions options, std::optional<LoadedLibrary> loaded = std::nullopt);

  // Loads the library, once. Throws host::PluginRefused if it cannot be.
  const LoadedLibrary& library();

  const maelstrom_plugin& plugin() { return *library().descriptor; }

  // A setup of a node for this plugin.
  NodeSetup setup() const;

  // A node with a created plugin; `started`: also after init. Skips the rule on failure, which the rule `starts`
  // reports.
  std::unique_ptr<DrivenNode> created(NodeSetup setup);
  std::unique_ptr<DrivenNode> started(NodeSetup setup);
  std::unique_ptr<DrivenNode> started() { return started(setup()); }

  // Provides the plugin to nodes: copies of the library, each with its own global variables, or the library itself.
  LifeSource& lives(const NodeSetup& setup);

  // All types, the types that get replies, and the types with a known valid request. The latter two skip the rule if
  // the result is empty.
  const Survey& types() const { return options_.survey; }
  Survey answered_types() const;
  Survey right_types() const;

  // The schema of a type's requests from its workload, or nullptr.
  const RequestSchema* shape(std::string_view type) const { return find_request_schema(options_.workloads, type); }
  bool has_workload(std::string_view name) const;

  // An empty folder for this rule. Skips the rule if it cannot be created.
  std::filesystem::path make_folder() const;

  // Sets the current part of the rule, which is shown with the step in which the plugin crashed or hung.
  void phase(const std::string& text);

  // The rule ends with a warning, unless it fails. The first warning counts.
  void warn(std::string message, std::string expected, std::string actual);
  std::optional<Outcome> take_warning() { return std::exchange(warning_, std::nullopt); }

  // For nodes that a rule creates itself.
  OnStep on_step() const;

  const SubjectOptions& options() const { return options_; }

 private:
  const SubjectOptions options_;
  std::optional<LoadedLibrary> library_;
  std::unique_ptr<LifeSource> own_lives_;
  std::unique_ptr<LifeSource> shared_lives_;
  std::string phase_;
  std::optional<Outcome> warning_;
};

// Loads the library from another path: some rules load it twice. Throws host::PluginRefused.
LoadedLibrary load_library(const std::filesystem::path& path);

}  // namespace maelstrom::conformance::check
