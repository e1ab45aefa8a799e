// Rules about the file and its descriptor, before there is an instance.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <dlfcn.h>
#include <unistd.h>

#include "conformance/json_text.hpp"
#include "elf_file.hpp"
#include "host/plugin_library.hpp"
#include "maelstrom/json_writer.hpp"
#include "outcome.hpp"
#include "rule.hpp"
#include "scenario.hpp"
#include "subject.hpp"

namespace maelstrom::conformance::check {
namespace {

namespace fs = std::filesystem;

// "a, b, c and 4 more".
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 8;
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

// A folder that is there while this lives.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "maelstrom-check-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      skip("no temporary folder can be made");
    }
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

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

// What linkers put there by themselves.
bool is_linkers(const std::string& name) {
  static const std::set<std::string, std::less<>> names = {"_init", "_fini", "_edata", "_end", "__bss_start"};
  return names.contains(name);
}

void exports_only_entry(Subject& subject) {
  std::vector<std::string> others;
  for (const std::string& name : symbols_of(subject).exported) {
    if (name != MAELSTROM_ENTRY_NAME && !is_linkers(name)) {
      others.push_back(name);
    }
  }
  if (!others.empty()) {
    std::sort(others.begin(), others.end());
    fail("it exports more than the entry function", "no exported symbol but " MAELSTROM_ENTRY_NAME, listed(others));
  }
}

// ---- no-foreign-symbols

// The sanitizers' functions come with the executable.
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
    // dlsym looks into the library and those that it is linked with, not into what the process happens to have.
    if (!is_sanitizers(name) && ::dlsym(subject.library().handle, name.c_str()) == nullptr) {
      missing.push_back(name);
    }
  }
  if (!missing.empty()) {
    fail("it needs symbols that it is not linked with",
         "every undefined symbol comes from a library that the plugin is linked with", listed(missing));
  }
}

// ---- silent-load

void silent_load(Subject& subject) {
  const std::string& printed = subject.library().printed;
  if (!printed.empty()) {
    fail("loading it writes to stdout", "nothing on stdout, which belongs to the protocol", excerpt(printed));
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
    fail("it claims too many message types", "at most " + std::to_string(kMostTypes),
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
  const LoadedLibrary& library = subject.library();
  const maelstrom_plugin* const plugin = library.descriptor;
  if (plugin != nullptr && plugin->min_host_minor > MAELSTROM_ABI_MINOR) {
    skip("the plugin is for a newer host: see version-rule");
  }
  if (!library.refusal.empty()) {
    fail("the host refuses its descriptor", "a descriptor as abi.h wants it", library.refusal);
  }
  if (plugin->struct_size > kMostBytes) {
    fail("its struct_size is no size of a descriptor", "sizeof(maelstrom_plugin)", std::to_string(plugin->struct_size));
  }
  if (!is_name(plugin->name)) {
    fail("its name cannot be used on a command line", "lower case, digits, '-', '_' and '.'", excerpt(plugin->name));
  }
  if (!is_version(plugin->version)) {
    fail("its version is no version", "such as 1.2.0", excerpt(plugin->version));
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
      fail("its descriptor has changed " + when, "a descriptor that is constant", "other bytes than before");
    }
  };
  expect_same("when it is called again");
  const auto node = subject.started();
  expect_same("while an instance runs");
  for (const TypeFacts& facts : subject.options().survey) {
    if (facts.usable()) {
      node->ask("c1", facts.type, facts.members);
    }
  }
  node->stop();
  expect_same("after an instance has stopped");
}

// ---- version-rule

void expect_version_possible(const maelstrom_plugin& plugin) {
  if (plugin.min_host_minor > MAELSTROM_ABI_MINOR) {
    fail("it needs a newer host", "min_host_minor of at most " + std::to_string(MAELSTROM_ABI_MINOR),
         std::to_string(plugin.min_host_minor));
  }
  if (plugin.min_host_minor > plugin.abi_minor) {
    fail("it needs a host that is newer than the SDK it was compiled with",
         "min_host_minor of at most abi_minor, which is " + std::to_string(plugin.abi_minor),
         std::to_string(plugin.min_host_minor));
  }
}

void version_rule(Subject& subject) {
  if (subject.library().descriptor == nullptr) {
    skip("there is no descriptor");
  }
  expect_version_possible(*subject.library().descriptor);
  // It runs on this host; if not, other rules tell.
  subject.started();
  subject.phase("on a host of the next minor version");
  NodeSetup setup = subject.setup();
  setup.probe.newer_host = true;
  try {
    DrivenNode node(subject.plugin(), setup, subject.on_step());
    const Sent* const answer = node.init();
    if (answer == nullptr || answer->is_error()) {
      fail("it does not start on a newer host", "init_ok on a host of ABI 1." + std::to_string(MAELSTROM_ABI_MINOR + 1),
           describe(answer));
    }
  } catch (const host::CreateFailed& failed) {
    fail("it refuses a newer host", "an instance on a host of ABI 1." + std::to_string(MAELSTROM_ABI_MINOR + 1),
         failed.what());
  }
}

// ---- loads-twice

// How a plugin answers its first type, in short.
std::string first_answer(Subject& subject, const maelstrom_plugin& plugin) {
  DrivenNode node(plugin, subject.setup(), subject.on_step());
  node.init();
  for (const TypeFacts& facts : subject.options().survey) {
    if (facts.usable()) {
      const Sent* const reply = node.ask("c1", facts.type, facts.members);
      return reply == nullptr ? "no reply to " + facts.type : "a reply of type " + reply->type;
    }
  }
  return "nothing";
}

void loads_twice(Subject& subject) {
  const std::string expected = first_answer(subject, subject.plugin());
  const LoadedLibrary again = load_library(subject.options().path);
  if (again.handle != subject.library().handle) {
    fail("loaded again, it is another library", "the handle that it had", "another handle");
  }
  const TemporaryFolder folder;
  const fs::path copy = folder.path() / subject.options().path.filename();
  std::error_code error;
  if (!fs::copy_file(subject.options().path, copy, error)) {
    skip("the library cannot be copied");
  }
  subject.phase("with a copy of the library in the same process");
  LoadedLibrary second = {};
  try {
    second = load_library(copy);
  } catch (const host::PluginRefused& refused) {
    fail("a copy of it does not load into the same process", "a second image beside the first", refused.what());
  }
  if (!second.refusal.empty()) {
    fail("a copy of it in the same process has a bad descriptor", "a second image beside the first", second.refusal);
  }
  std::string actual;
  try {
    actual = first_answer(subject, *second.descriptor);
  } catch (const host::CreateFailed& failed) {
    actual = failed.what();
  }
  if (actual != expected) {
    fail("a copy of it in the same process does not work", expected, actual);
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
    return;  // the rest can be checked without
  }
  const auto found = std::find_if(paths.begin(), paths.end(), is_relative);
  if (found != paths.end()) {
    fail("it looks for libraries in the working directory", "search paths that are absolute or begin with $ORIGIN",
         *found);
  }
}

// Makes `path` the working directory while this lives.
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
  constexpr const char* kExpected = "it runs in an empty working directory as elsewhere";
  expect_absolute_search_paths(subject);
  const TemporaryFolder folder;
  const WorkingDirectory inside(folder.path());
  try {
    subject.phase("in an empty working directory");
    const std::string answer = first_answer(subject, subject.plugin());
    if (answer.starts_with("no reply")) {
      fail("it depends on the working directory", kExpected, answer);
    }
  } catch (const host::PluginRefused& refused) {
    fail("it does not load in an empty working directory", kExpected, refused.what());
  } catch (const host::CreateFailed& failed) {
    fail("it refuses to run in an empty working directory", kExpected, failed.what());
  }
}

}  // namespace

std::span<const Rule> library_rules() {
  static constexpr std::array kRules = {
      Rule{kLoads, "The library loads with RTLD_NOW | RTLD_LOCAL and exports the entry function.",
           "Otherwise no host can run it, and nothing else can be checked.", loads},
      Rule{"exports-only-entry", "It exports the entry function and nothing else.",
           "Two plugins in one process must not see each other's symbols, and what is exported gets used.",
           exports_only_entry},
      Rule{"no-foreign-symbols", "Every symbol it needs comes from itself or from a library it is linked with.",
           "A symbol that only this executable happens to have is missing in the next one.", no_foreign_symbols},
      Rule{"silent-load", "Its static initialisers write nothing to stdout.",
           "One line on stdout that is no message mutes a Maelstrom node for the rest of the test.", silent_load},
      Rule{"descriptor-sane", "The fields of its descriptor are what abi.h wants.",
           "The host refuses a plugin whose descriptor breaks the contract; people read its name and version.",
           descriptor_sane},
      Rule{"descriptor-stable", "Its descriptor is one constant, whenever it is asked for.",
           "A host may keep the pointer, and may ask again.", descriptor_stable},
      Rule{"version-rule",
           "It asks for no newer host than it was compiled for, and runs on a host of a later minor version.",
           "Minor versions only add: a plugin that compares versions or sizes for equality dies with the next host.",
           version_rule},
      Rule{"loads-twice", "It loads twice, also as a copy of its file in the same process.",
           "A simulator may run an old build of a plugin beside a new one.", loads_twice},
      Rule{"working-directory", "It does not depend on the working directory.",
           "Maelstrom starts nodes in the system's temporary directory.", working_directory},
  };
  return kRules;
}

}  // namespace maelstrom::conformance::check
