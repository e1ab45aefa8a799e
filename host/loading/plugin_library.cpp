#include "host/loading/plugin_library.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <spdlog/fmt/fmt.h>

#include "command_line/did_you_mean.hpp"
#include "platform/log_text.hpp"
#include "platform/paths.hpp"

#ifdef __ELF__
#include <link.h>
#endif

namespace maelstrom::host {
namespace fs = std::filesystem;
namespace {

// A path for display.
std::string shown(const fs::path& path) {
  return platform::one_line(path.string());
}

// Whether it exists and is neither a file nor a folder: to open a FIFO may block forever.
bool is_other_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

const std::string& suffix() {
  static const std::string text = boost::dll::shared_library::suffix().string();
  return text;
}

bool has_suffix(std::string_view name) {
  return name.ends_with(suffix()) || name.ends_with(".so");
}

// The file names that a plugin may mean: "unique-ids" is also found as unique_ids.so, the name that CMake gives it.
std::vector<fs::path> file_names(std::string_view name) {
  std::vector<fs::path> names;
  const auto add = [&names](fs::path file) {
    if (std::find(names.begin(), names.end(), file) == names.end()) {
      names.push_back(std::move(file));
    }
  };
  if (has_suffix(name)) {
    add(name);
    return names;
  }
  if (name.find('/') != std::string_view::npos) {
    add(name);
  }
  add(std::string(name) + suffix());
  std::string underscored(name);
  const std::size_t last = underscored.rfind('/') + 1;  // path component; 0 if there is no '/'
  std::replace(underscored.begin() + static_cast<std::ptrdiff_t>(last), underscored.end(), '-', '_');
  add(underscored + suffix());
  return names;
}

std::string abi_range() {
  return fmt::format("{}.0 to {}.{}", MAELSTROM_ABI_MAJOR, MAELSTROM_ABI_MAJOR, MAELSTROM_ABI_MINOR);
}

// The part of Boost's message that comes from dlerror.
std::string loader_error(const std::string& what) {
  constexpr std::string_view kMark = "dlerror system message: ";
  const auto at = what.find(kMark);
  if (at == std::string::npos) {
    return what;
  }
  std::string text = what.substr(at + kMark.size());
  const auto end = text.rfind("): ");  // Boost appends the text of a meaningless errno
  return end == std::string::npos ? text : text.substr(0, end);
}

// The symbol in a loader's message about an unresolved one, empty if it is about something else.
std::string unresolved_symbol(const std::string& error) {
  for (const std::string_view mark :
       {"undefined symbol: ", "Symbol not found: ", "symbol not found in flat namespace "}) {
    const auto at = error.find(mark);
    if (at != std::string::npos) {
      const auto begin = error.find_first_not_of('\'', at + mark.size());
      return error.substr(begin, error.find_first_of(" ,'\n)", begin) - begin);
    }
  }
  return {};
}

// Whether an ELF file is truncated: the loader would map missing pages, and the process would end by SIGBUS.
bool is_cut_short(const fs::path& path) {
#ifdef __ELF__
  std::ifstream file(path, std::ios::binary);
  ElfW(Ehdr) header = {};
  if (!file.read(reinterpret_cast<char*>(&header), sizeof header) ||
      std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_phentsize != sizeof(ElfW(Phdr))) {
    return false;  // not such an ELF file: the loader decides
  }
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  file.seekg(static_cast<std::streamoff>(header.e_phoff));
  for (int i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) segment = {};
    if (!file.read(reinterpret_cast<char*>(&segment), sizeof segment) ||
        (segment.p_type == PT_LOAD && segment.p_offset + segment.p_filesz > size)) {
      return true;
    }
  }
#else
  static_cast<void>(path);
#endif
  return false;
}

[[noreturn]] void refuse_to_load(const fs::path& path, const std::string& error) {
  const std::string symbol = unresolved_symbol(error);
  if (!symbol.empty()) {
    throw PluginRefused(
        kExitUnresolved,
        fmt::format("plugin {}: unresolved symbol {}.\n  Link the plugin with the library that defines it. Link with "
                    "-Wl,--no-undefined to find this at build time.\n  Loader message: {}",
                    shown(path), platform::one_line(symbol), platform::one_line(error)));
  }
  throw PluginRefused(
      kExitNotALibrary,
      fmt::format("plugin {} is not a shared library that can be loaded here.\n  Build it as a shared library for this "
                  "system and processor, and install the libraries that it needs.\n  Loader message: {}",
                  shown(path), platform::one_line(error)));
}

[[noreturn]] void refuse_without_entry(const boost::dll::shared_library& library, const fs::path& path) {
  constexpr int kLastMajor = 99;
  for (int major = 1; major <= kLastMajor; ++major) {
    if (library.has("maelstrom_plugin_v" + std::to_string(major))) {
      throw PluginRefused(kExitWrongMajor,
                          fmt::format("plugin {} uses version {} of the plugin ABI, this host uses {}.\n  Build the "
                                      "plugin with the SDK of this host, or run it with a host of its version.",
                                      shown(path), major, abi_range()));
    }
  }
  throw PluginRefused(
      kExitNoEntry,
      fmt::format("{} is a shared library but not a plugin: it does not export {}.\n  In C++, end the plugin with "
                  "MAELSTROM_PLUGIN(...). In C, define {} as declared in abi.h, and export it.",
                  shown(path), MAELSTROM_ENTRY_NAME, MAELSTROM_ENTRY_NAME));
}

bool is_blank(const char* text) {
  return text == nullptr || *text == '\0';
}

// The problem of the descriptor, or nullopt.
std::optional<std::string> descriptor_fault(const maelstrom_plugin& plugin) {
  for (const auto& [name, text] :
       {std::pair("name", plugin.name), {"version", plugin.version}, {"summary", plugin.summary}}) {
    if (is_blank(text)) {
      return fmt::format("its {} is missing", name);
    }
  }
  if (plugin.message_type_count == 0 || plugin.message_types == nullptr) {
    return "it handles no message types";
  }
  std::set<std::string_view> types;
  for (std::uint32_t i = 0; i < plugin.message_type_count; ++i) {
    const char* const type = plugin.message_types[i];
    if (is_blank(type)) {
      return fmt::format("message type {} is missing", i);
    }
    if (std::string_view(type) == "init") {
      return "it declares the message type init, which the host handles";
    }
    if (!types.insert(type).second) {
      return fmt::format("it lists the message type {} twice", platform::one_line(type));
    }
  }
  for (const auto& [name, missing] : {std::pair("create", plugin.create == nullptr),
                                      {"start", plugin.start == nullptr},
                                      {"message", plugin.message == nullptr},
                                      {"stop", plugin.stop == nullptr},
                                      {"destroy", plugin.destroy == nullptr}}) {
    if (missing) {
      return fmt::format("its function {} is a null pointer", name);
    }
  }
  return std::nullopt;
}

std::string similar_plugin(std::string_view name, const PluginSearch& search) {
  std::vector<std::string> names;
  for (const fs::path& path : list_plugins(search)) {
    names.push_back(path.stem().string());
  }
  return did_you_mean(name, names);
}

}  // namespace

PluginSearch PluginSearch::from_environment() {
  PluginSearch search;
  std::error_code ignored;
  search.working_directory = fs::current_path(ignored);
  search.executable_directory = fs::path(boost::dll::program_location().string()).parent_path();
  if (const char* const path =
          std::getenv("MAELSTROM_PLUGIN_PATH")) {  // NOLINT(concurrency-mt-unsafe): before any thread
    std::istringstream directories(path);
    for (std::string directory; std::getline(directories, directory, ':');) {
      if (!directory.empty()) {
        search.plugin_directories.push_back(fs::absolute(directory, ignored));
      }
    }
  }
  const fs::path parent = search.executable_directory.parent_path();
  for (const fs::path& directory :
       {search.executable_directory, parent / "plugins", parent / "lib/maelstrom/plugins"}) {
    if (std::find(search.plugin_directories.begin(), search.plugin_directories.end(), directory) ==
        search.plugin_directories.end()) {
      search.plugin_directories.push_back(directory);
    }
  }
  return search;
}

std::vector<fs::path> plugin_candidates(std::string_view name, const PluginSearch& search) {
  std::vector<fs::path> files = file_names(name);
  if (fs::path(name).is_absolute()) {
    return files;
  }
  const bool is_path = name.find('/') != std::string_view::npos;
  std::vector<fs::path> directories;
  if (is_path || has_suffix(name)) {
    directories.push_back(search.working_directory);
    for (fs::path directory = search.executable_directory;; directory = directory.parent_path()) {
      directories.push_back(directory);
      if (directory == directory.parent_path()) {
        break;
      }
    }
  }
  if (!is_path) {
    directories.insert(directories.end(), search.plugin_directories.begin(), search.plugin_directories.end());
  }
  std::vector<fs::path> candidates;
  for (const fs::path& directory : directories) {
    for (const fs::path& file : files) {
      fs::path candidate = platform::joined(directory, file);
      if (std::find(candidates.begin(), candidates.end(), candidate) == candidates.end()) {
        candidates.push_back(std::move(candidate));
      }
    }
  }
  return candidates;
}

fs::path find_plugin(std::string_view name, const PluginSearch& search) {
  const std::vector<fs::path> candidates = plugin_candidates(name, search);
  for (const fs::path& candidate : candidates) {
    std::error_code error;
    if (fs::is_regular_file(candidate, error)) {
      return candidate;
    }
  }
  std::string text = fmt::format("plugin {} not found{}\n  Searched:\n", platform::one_line(name),
                                 platform::one_line(similar_plugin(name, search)));
  for (const fs::path& candidate : candidates) {
    text += "  " + shown(candidate) + (is_other_file(candidate) ? " (not a regular file)\n" : "\n");
  }
  text +=
      "  Give an absolute path, or the name of a plugin in one of these directories (the host's --list shows them). "
      "The\n  environment variable MAELSTROM_PLUGIN_PATH adds directories.";
  throw PluginRefused(kExitNoSuchFile, text);
}

Plugin load_plugin(const fs::path& path) {
  const fs::path absolute = platform::absolute(path);
  // Never unloaded, hence never deleted.
  static std::vector<std::unique_ptr<boost::dll::shared_library>>& loaded =
      *new std::vector<std::unique_ptr<boost::dll::shared_library>>;
  if (is_other_file(absolute)) {
    refuse_to_load(absolute, "it is not a regular file");
  }
  if (is_cut_short(absolute)) {
    refuse_to_load(absolute, "the file is truncated");
  }
  auto library = std::make_unique<boost::dll::shared_library>();
  try {
    library->load(absolute.string(), boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  } catch (const std::system_error& e) {
    refuse_to_load(absolute, loader_error(e.what()));
  }
  const boost::dll::shared_library& kept = *loaded.emplace_back(std::move(library));
  if (!kept.has(MAELSTROM_ENTRY_NAME)) {
    refuse_without_entry(kept, absolute);
  }
  const maelstrom_plugin* const descriptor = kept.get<const maelstrom_plugin*()>(MAELSTROM_ENTRY_NAME)();
  check_descriptor(descriptor, absolute);
  return {descriptor, absolute};
}

std::vector<std::string> open_to_everybody(const fs::path& path) {
  std::vector<std::string> warnings;
  const auto look = [&warnings](const fs::path& entry, const char* what) {
    std::error_code error;
    const fs::perms permissions = fs::status(entry, error).permissions();
    const bool writable = (permissions & fs::perms::others_write) != fs::perms::none;
    const bool sticky = (permissions & fs::perms::sticky_bit) != fs::perms::none && fs::is_directory(entry, error);
    if (!error && writable && !sticky) {
      warnings.push_back(fmt::format(
          "{} {} is world-writable, so any user can run code in this process; remove the permission with chmod o-w",
          what, shown(entry)));
    }
  };
  look(path, "the plugin's file");
  look(path.parent_path(), "the plugin's directory");
  return warnings;
}

void check_descriptor(const maelstrom_plugin* descriptor, const fs::path& path) {
  const auto malformed = [&path](const std::string& fault) {
    return PluginRefused(kExitBadDescriptor,
                         fmt::format("the descriptor of plugin {} breaks the contract of abi.h: {}.\n"
                                     "  Correct it in the plugin; the SDK's MAELSTROM_PLUGIN creates a valid one.",
                                     shown(path), fault));
  };
  if (descriptor == nullptr) {
    throw malformed(std::string(MAELSTROM_ENTRY_NAME) + " returned a null pointer");
  }
  if (descriptor->struct_size < sizeof(maelstrom_plugin)) {  // 1.0 has the shortest
    throw malformed(fmt::format("its struct_size is {}, less than the {} bytes of version 1.0", descriptor->struct_size,
                                sizeof(maelstrom_plugin)));
  }
  if (descriptor->min_host_minor > MAELSTROM_ABI_MINOR) {
    throw PluginRefused(
        kExitNeedsNewerHost,
        fmt::format("plugin {} {} needs a host with version {}.{} of the plugin ABI, this host has {}.\n"
                    "  Install a newer host, or build the plugin for {}.{}.",
                    shown(path), is_blank(descriptor->version) ? "" : platform::one_line(descriptor->version),
                    MAELSTROM_ABI_MAJOR, descriptor->min_host_minor, abi_range(), MAELSTROM_ABI_MAJOR,
                    MAELSTROM_ABI_MINOR));
  }
  if (const auto fault = descriptor_fault(*descriptor)) {
    throw malformed(*fault);
  }
}

// Whether the file contains the name of an entry function of any version: otherwise it is not a plugin.
static bool mentions_entry(const fs::path& path) {
  constexpr std::string_view kName = "maelstrom_plugin_v";
  constexpr std::size_t kChunk = std::size_t{1} << 16U;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  while (file) {
    text.erase(0, text.size() - std::min(text.size(), kName.size()));  // the name may span two reads
    const std::size_t kept = text.size();
    text.resize(kept + kChunk);
    file.read(text.data() + kept, kChunk);
    text.resize(kept + static_cast<std::size_t>(file.gcount()));
    if (text.find(kName) != std::string::npos) {
      return true;
    }
  }
  return false;
}

std::vector<fs::path> list_plugins(const PluginSearch& search) {
  std::vector<fs::path> found;
  std::set<fs::path> names;
  for (const fs::path& directory : search.plugin_directories) {
    std::error_code error;
    std::vector<fs::path> here;
    // The executable's directory may have other libraries, for example the system's loader if it is installed in
    // /usr/bin.
    const bool has_others = directory == search.executable_directory;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
      std::error_code ignored;
      if (entry.path().extension() == suffix() && !names.contains(entry.path().filename()) &&
          entry.is_regular_file(ignored) && (!has_others || mentions_entry(entry.path()))) {
        here.push_back(entry.path());
      }
    }
    std::sort(here.begin(), here.end());
    for (const fs::path& path : here) {
      names.insert(path.filename());
      found.push_back(path);
    }
  }
  return found;
}

}  // namespace maelstrom::host
