// The plugin under check, as a rule sees it. One process, one Subject.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/abi.h>

#include "driven_node.hpp"
#include "requests.hpp"
#include "survey.hpp"

namespace maelstrom::conformance::check {

struct SubjectOptions {
  std::filesystem::path path;  // absolute
  std::map<std::string, std::string, std::less<>> plugin_options;
  std::uint64_t seed = 0;
  std::vector<const WorkloadShape*> workloads;
  Survey survey;
  // Says what the plugin is about to do, for the case that it does not come back.
  std::function<void(const std::string&)> on_step;
  // The transcript of `scenario` in a process of its own; `node` and `stream` are for the setup. Throws Verdict if that
  // process does not end well.
  std::function<std::string(const std::string& node, const std::string& stream)> fresh_transcript;
};

// A shared library that the host can load and that has the entry.
struct LoadedLibrary {
  void* handle;  // dlopen's
  maelstrom_plugin_entry entry;
  const maelstrom_plugin* descriptor;  // what the entry returned first; not checked, may be nullptr
  std::string refusal;                 // why the host refuses the descriptor, or empty
  std::string printed;                 // to stdout, while it was loaded
};

class Subject {
 public:
  // `loaded`: the library, if this process has loaded it already.
  explicit Subject(SubjectOptions options, std::optional<LoadedLibrary> loaded = std::nullopt);

  // Loads the library, once. Throws host::PluginRefused if it cannot be.
  const LoadedLibrary& library();

  // The descriptor. Ends the rule as skipped if the host refuses it.
  const maelstrom_plugin& plugin();

  // A setup of a node for this plugin.
  NodeSetup setup() const;

  // A node whose plugin has been created; after init too, in the second. Ends the rule as skipped if that fails, which
  // is for other rules to report.
  std::unique_ptr<DrivenNode> created(NodeSetup setup);
  std::unique_ptr<DrivenNode> started(NodeSetup setup);
  std::unique_ptr<DrivenNode> started() { return started(setup()); }

  // The types that get replies. Ends the rule as skipped if there are none.
  std::vector<TypeFacts> usable_types() const;

  // What is known of a type's requests from its workload, or nullptr.
  const RequestShape* shape(std::string_view type) const { return find_request_shape(options_.workloads, type); }
  bool has_workload(std::string_view name) const;

  // What this part of the rule is about: shown with the step at which the plugin crashed or hung.
  void phase(const std::string& text);

  // For nodes that a rule makes itself.
  DrivenNode::OnStep on_step() const;

  const SubjectOptions& options() const { return options_; }

 private:
  const SubjectOptions options_;
  std::optional<LoadedLibrary> library_;
  std::string phase_;
};

// Loads it from another path as well: the rules of `library` load twice. Throws host::PluginRefused.
LoadedLibrary load_library(const std::filesystem::path& path);

}  // namespace maelstrom::conformance::check
