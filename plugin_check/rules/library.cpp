// Rules about the file and its descriptor, before an instance is created.
#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <cxxabi.h>
#include <dlfcn.h>

#include "host/loading/plugin_library.hpp"
#include "maelstrom/json_writer.hpp"
#include "plugin_check/elf_file.hpp"
#include "plugin_check/outcome.hpp"
#include "plugin_check/rules/rule.hpp"
#include "plugin_check/scenario.hpp"
#include "plugin_check/subject.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {
namespace {

namespace fs = std::filesystem;

// "a, b, c and 4 more". Mangled names are long.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() <= kShown ? text : text + " and " + std::to_string(names.size() - kShown) + " more";
}

DynamicSymbols symbols_of(const Subject& subject) {
  try {
    return read_dynamic_symbols(subject.options().path);
  } catch (const std::runtime_error& unreadable) {
    skip(unreadable.what());
  }
}

// ---- loads

void loads(Subject& subject) {
  try {
    subject.library();
  } catch (const host::PluginRefused& refused) {
    const std::string_view text = refused.what();
    fail("the host cannot load it", "a shared library that exports " MAELSTROM_ENTRY_NAME, std::string(text));
  }
}

// ---- exports-only-entry

// Symbols that linkers add.
bool is_linkers(const std::string& name) {
  static const std::set<std::string, std::less<>> names = {"_init", "_fini", "_edata", "_end", "__bss_start"};
  return names.contains(name);
}

// With the demangled name, if different: "_ZN3lib4initEv (lib::init())".
std::string with_plain_name(const std::string& symbol) {
  int status = -1;
  const std::unique_ptr<char, void (*)(void*)> plain(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status),
                                                     std::free);
  return status == 0 ? symbol + " (" + plain.get() + ')' : symbol;
}

void exports_only_entry(Subject& subject) {
  std::vector<std::string> others;
  for (const std::string& name : symbols_of(subject).exported) {
    if (name != MAELSTROM_ENTRY_NAME && !is_linkers(name)) {
      others.push_back(with_plain_name(name));
    }
  }
  if (!others.empty()) {
    std::sort(others.begin(), others.end());
    fail("it exports more symbols than the entry function",
         "no exported symbol but " MAELSTROM_ENTRY_NAME
         ": use maelstrom_add_plugin, or compile with -fvisibility=hidden and link with -Wl,--version-script=FILE, "
         "where FILE has { global: " MAELSTROM_ENTRY_NAME "; local: *; };",
         listed(others));
  }
}

// ---- no-foreign-symbols

// The executable provides the functions of the sanitizers.
bool is_sanitizers(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kPrefixes = {"__asan_", "__tsan_", "__ubsan_", "__sanitizer_",
                                                                "__lsan_"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [name](std::string_view prefix) { return name.starts_with(prefix); });
}

void no_foreign_symbols(Subject& subject) {
  const DynamicSymbols symbols = symbols_of(subject);
  std::vector<std::string> missing;
  for (const std::string& name : symbols.undefined) {
    // dlsym searches the library and its dependencies, not everything in the process.
    if (!is_sanitizers(name) && ::dlsym(subject.library().handle, name.c_str()) == nullptr) {
      missing.push_back(name);
    }
  }
  if (!missing.empty()) {
    fail("it has unresolved symbols", "every undefined symbol is defined by a library that the plugin is linked with",
         listed(missing));
  }
}

// ---- silent-load

void silent_load(Subject& subject) {
  const std::string& printed = subject.library().printed;
  if (!printed.empty()) {
    fail("it writes to stdout while it is loaded", "no output on stdout, which belongs to the protocol",
         excerpt(printed));
  }
}

// ---- load-time

void load_time(Subject& subject) {
  constexpr std::chrono::nanoseconds kMost = std::chrono::milliseconds(100);
  const std::chrono::nanoseconds duration = subject.library().duration;
  if (duration > kMost) {
    subject.warn("it loads slowly", "at most 100 ms: static initialisers do little, move the work to create",
                 std::to_string(duration / std::chrono::milliseconds(1)) + " ms");
  }
}

// ---- descriptor-sane

bool is_line(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = maelstrom::detail::utf8_length(text);
    if (length == 0 || static_cast<unsigned char>(text.front()) < 0x20 || text.front() == 0x7f) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

bool is_name(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) {
                       return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-' || c == '_' || c == '.';
                     }) &&
         std::isalnum(static_cast<unsigned char>(text.front())) != 0;
}

bool is_version(std::string_view text) {
  return std::isdigit(static_cast<unsigned char>(text.front())) != 0 &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '+'; });
}

void expect_types_sane(const maelstrom_plugin& plugin) {
  constexpr std::uint32_t kMostTypes = 1000;
  if (plugin.message_type_count > kMostTypes) {
    fail("it declares too many message types", "at most " + std::to_string(kMostTypes),
         std::to_string(plugin.message_type_count));
  }
  for (std::uint32_t i = 0; i < plugin.message_type_count; ++i) {
    if (!is_line(plugin.message_types[i])) {
      fail("a message type is not text", "UTF-8 without control characters", excerpt(plugin.message_types[i]));
    }
  }
}

void descriptor_sane(Subject& subject) {
  constexpr std::uint32_t kMostBytes = 1U << 16U;
  const maelstrom_plugin* const plugin = &subject.plugin();
  if (plugin->struct_size > kMostBytes) {
    fail("its struct_size is not the size of a descriptor", "sizeof(maelstrom_plugin)",
         std::to_string(plugin->struct_size));
  }
  if (!is_name(plugin->name)) {
    fail("its name cannot be used on a command line", "lower case, digits, '-', '_' and '.'", excerpt(plugin->name));
  }
  if (!is_version(plugin->version)) {
    fail("its version is malformed", "such as 1.2.0", excerpt(plugin->version));
  }
  if (!is_line(plugin->summary)) {
    fail("its summary is not one line of text", "UTF-8 without control characters", excerpt(plugin->summary));
  }
  expect_types_sane(*plugin);
}

// ---- descriptor-stable

std::string bytes_of(const maelstrom_plugin& plugin) {
  std::string bytes(reinterpret_cast<const char*>(&plugin), sizeof plugin);
  for (const char* const text : {plugin.name, plugin.version, plugin.summary}) {
    bytes += text;
    bytes += '\0';
  }
  for (std::uint32_t i = 0; i < plugin.message_type_count; ++i) {
    bytes += plugin.message_types[i];
    bytes += '\0';
  }
  return bytes;
}

void descriptor_stable(Subject& subject) {
  const maelstrom_plugin& plugin = subject.plugin();
  const std::string before = bytes_of(plugin);
  const auto expect_same = [&](const std::string& when) {
    if (subject.library().entry() != &plugin) {
      fail("its entry function returns another descriptor " + when, "the same pointer from every call",
           "a different pointer");
    }
    if (bytes_of(plugin) != before) {
      fail("its descriptor changed " + when, "a descriptor that is constant", "other bytes than before");
    }
  };
  expect_same("when it is called again");
  const auto node = subject.started();
  expect_same("while an instance runs");
  play(*node, scenario(subject.types()));
  node->stop();
  expect_same("after an instance has stopped");
}

// ---- version-rule

void version_rule(Subject& subject) {
  const maelstrom_plugin& plugin = subject.plugin();
  if (plugin.min_host_minor > plugin.abi_minor) {
    fail("it requires a host newer than its SDK",
         "min_host_minor of at most abi_minor, which is " + std::to_string(plugin.abi_minor),
         std::to_string(plugin.min_host_minor));
  }
  subject.phase("on a host of the next minor version");
  NodeSetup setup = subject.setup();
  setup.probe.newer_host = true;
  try {
    DrivenNode node(subject.lives(setup), setup, subject.on_step());
    const Sent* const answer = node.init();
    if (answer == nullptr || answer->is_error()) {
      fail("it does not start on a newer host", "init_ok on a host of ABI 1." + std::to_string(MAELSTROM_ABI_MINOR + 1),
           node.describe(answer));
    }
  } catch (const host::CreateFailed& failed) {
    fail("it refuses a newer host", "an instance on a host of ABI 1." + std::to_string(MAELSTROM_ABI_MINOR + 1),
         failed.what());
  }
}

// ---- loads-twice

// The problem of an instance of this plugin; empty if it works as usual. Throws host::CreateFailed.
std::string problem_of(Subject& subject, const maelstrom_plugin& plugin) {
  OneLibrary library(plugin);
  DrivenNode node(library, subject.setup(), subject.on_step());
  const Sent* const started = node.init();
  if (started == nullptr || started->is_error()) {
    return "it does not start: " + node.describe(started);
  }
  for (const TypeFacts& facts : subject.types()) {
    const Sent* const reply = facts.is_answered() ? node.ask("c1", facts.type, facts.members) : nullptr;
    const bool as_usual = reply != nullptr && (facts.response < Response::kAccepted || !reply->is_error());
    if (facts.is_answered() && !as_usual) {
      return "to " + facts.type + ": " + node.describe(reply);
    }
  }
  return {};
}

// A copy of the library in a separate folder, with the other files of the library's folder.
fs::path copy_of(const Subject& subject) {
  const fs::path& library = subject.options().path;
  const fs::path folder = subject.make_folder();
  std::error_code ignored;
  for (const auto& neighbour : fs::directory_iterator(library.parent_path(), ignored)) {
    if (neighbour.path().filename() != library.filename()) {
      fs::create_symlink(neighbour.path(), folder / neighbour.path().filename(), ignored);
    }
  }
  fs::path copy = folder / library.filename();
  std::error_code error;
  if (!fs::copy_file(library, copy, error)) {
    skip("the library cannot be copied: " + error.message());
  }
  return copy;
}

void loads_twice(Subject& subject) {
  subject.started();  // skips the rule if it does not start
  const LoadedLibrary again = load_library(subject.options().path);
  if (again.handle != subject.library().handle) {
    fail("loading it again returns another library", "the same handle", "another handle");
  }
  const fs::path copy = copy_of(subject);
  subject.phase("with a copy of the library in the same process");
  try {
    const std::string problem = problem_of(subject, *load_library(copy).descriptor);
    if (!problem.empty()) {
      fail("a copy of it in the same process does not work", "it works next to the first", problem);
    }
  } catch (const host::PluginRefused& refused) {
    fail("a copy of it cannot be loaded into the same process", "a second image next to the first", refused.what());
  } catch (const host::CreateFailed& failed) {
    // It may need a file from the library's folder, and reports that.
    subject.warn("a copy of it in the same process fails to start", "it works next to the first", failed.what());
  }
}

// ---- working-directory

bool is_relative(const std::string& path) {
  return !path.starts_with('/') && !path.starts_with("$ORIGIN") && !path.starts_with("${ORIGIN}");
}

void expect_absolute_search_paths(const Subject& subject) {
  std::vector<std::string> paths;
  try {
    paths = read_dynamic_symbols(subject.options().path).search_paths;
  } catch (const std::runtime_error&) {
    return;  // the rest of the rule does not need it
  }
  const auto found = std::find_if(paths.begin(), paths.end(), is_relative);
  if (found != paths.end()) {
    fail("it searches for libraries in the working directory", "search paths that are absolute or begin with $ORIGIN",
         *found);
  }
}

// Makes `path` the working directory while it exists.
class WorkingDirectory {
 public:
  explicit WorkingDirectory(const fs::path& path) : before_(fs::current_path()) { fs::current_path(path); }
  WorkingDirectory(const WorkingDirectory&) = delete;
  WorkingDirectory& operator=(const WorkingDirectory&) = delete;
  WorkingDirectory(WorkingDirectory&&) = delete;
  WorkingDirectory& operator=(WorkingDirectory&&) = delete;
  ~WorkingDirectory() {
    std::error_code ignored;
    fs::current_path(before_, ignored);
  }

 private:
  const fs::path before_;
};

void working_directory(Subject& subject) {
  constexpr const char* kExpected = "it works in an empty working directory too";
  expect_absolute_search_paths(subject);
  const WorkingDirectory inside(subject.make_folder());
  subject.phase("in an empty working directory");
  try {
    const std::string problem = problem_of(subject, subject.plugin());
    if (!problem.empty()) {
      fail("it depends on the working directory", kExpected, problem);
    }
  } catch (const host::PluginRefused& refused) {
    fail("it does not load in an empty working directory", kExpected, refused.what());
  } catch (const host::CreateFailed& failed) {
    fail("it fails to start in an empty working directory", kExpected, failed.what());
  }
}

}  // namespace

std::span<const Rule> library_rules() {
  static constexpr std::array kRules = {
      Rule{kLoads, "The host can load it: it exports the entry function, and its descriptor follows abi.h.",
           "Otherwise no host can run it, and nothing else can be checked.", loads, Rule::Needs::kFile},
      Rule{"exports-only-entry", "It exports the entry function and nothing else.",
           "Two plugins in one process must not see each other's symbols, and exported symbols end up being used.",
           exports_only_entry, Rule::Needs::kFile},
      Rule{"no-foreign-symbols",
           "Every symbol that it needs is defined by the plugin itself or by a library that it is linked with.",
           "A symbol that only this executable happens to define is unresolved in the next one.", no_foreign_symbols,
           Rule::Needs::kFile},
      Rule{"silent-load", "Its static initialisers write nothing to stdout.",
           "One malformed line on stdout mutes a Maelstrom node for the rest of the test.", silent_load,
           Rule::Needs::kFile},
      Rule{"load-time", "It loads within 100 ms (a warning).",
           "Listing plugins, or starting a cluster, loads each one.", load_time, Rule::Needs::kFile},
      Rule{"descriptor-sane", "Its name, version, summary and types are usable in logs and scripts.",
           "They appear in logs, and users type them.", descriptor_sane, Rule::Needs::kFile},
      Rule{"descriptor-stable", "Its descriptor is constant: every call of the entry function returns the same one.",
           "A host may keep the pointer, and may call the function again.", descriptor_stable},
      Rule{"version-rule", "It requires no host newer than its SDK, and runs on a host of a later minor version.",
           "Minor versions only add: a plugin that compares versions or sizes for equality fails on the next host.",
           version_rule},
      Rule{"loads-twice", "It can be loaded twice, also as a copy of its file in the same process.",
           "A simulator may run an old build of a plugin next to a new one.", loads_twice},
      Rule{"working-directory", "It does not depend on the working directory.",
           "Maelstrom starts nodes in the system's temporary directory.", working_directory},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
