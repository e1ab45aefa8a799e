#include "host/program/new_plugin.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include <spdlog/fmt/fmt.h>

#include "host/program/options.hpp"
#include "host/program/plugin_template.hpp"

namespace maelstrom::host {
namespace fs = std::filesystem;
namespace {

// Targets that CMake defines itself: a plugin's target must not have these names.
constexpr std::array<std::string_view, 11> kTargetsOfCMake = {
    "all",     "clean",          "depend",        "edit_cache", "help", "install", "list_install_components",
    "package", "package_source", "rebuild_cache", "test"};

// The plugin's name in the three spellings of a project.
struct Spellings {
  std::string identifier;  // my_plugin: file, target
  std::string dashed;      // my-plugin: the name in the descriptor
  std::string camel_case;  // MyPlugin: class
};

bool is_separator(char c) {
  return c == '-' || c == '_';
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_plugin_name(std::string_view name) {
  constexpr std::size_t kLongest = 64;
  if (name.empty() || name.size() > kLongest || !is_lower(name.front()) || is_separator(name.back())) {
    return false;
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_lower(name[i]) && !(name[i] >= '0' && name[i] <= '9') &&
        !(is_separator(name[i]) && !is_separator(name[i - 1]))) {
      return false;
    }
  }
  return true;
}

Spellings spell(std::string_view name) {
  Spellings spellings;
  bool begins_word = true;
  for (const char c : name) {
    spellings.identifier += is_separator(c) ? '_' : c;
    spellings.dashed += is_separator(c) ? '-' : c;
    if (!is_separator(c)) {
      spellings.camel_case += begins_word && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    }
    begins_word = is_separator(c);
  }
  return spellings;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string renamed(std::string_view text, const Spellings& spellings) {
  std::string result(text);
  replace_all(result, "new_plugin", spellings.identifier);
  replace_all(result, "new-plugin", spellings.dashed);
  replace_all(result, "NewPlugin", spellings.camel_case);
  return result;
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) {
    throw std::runtime_error("cannot write " + path.string());
  }
}

}  // namespace

std::vector<fs::path> write_new_plugin(std::string_view name, const fs::path& parent) {
  if (!is_plugin_name(name)) {
    throw UsageError(
        fmt::format("{} is not a valid plugin name: use at most 64 lower-case letters and digits, a letter first, with "
                    "single dashes or underscores between words, such as my-plugin",
                    name));
  }
  const Spellings spellings = spell(name);
  if (std::find(kTargetsOfCMake.begin(), kTargetsOfCMake.end(), spellings.identifier) != kTargetsOfCMake.end()) {
    throw UsageError(fmt::format("{} is not a valid plugin name: CMake reserves this target name", name));
  }
  const fs::path folder = parent / name;
  std::error_code error;
  if (!fs::create_directory(folder, error)) {
    throw std::runtime_error(error ? fmt::format("cannot make the folder {}: {}", folder.string(), error.message())
                                   : folder.string() + " already exists and was not changed: choose another name");
  }
  std::vector<fs::path> written;
  for (const TemplateFile& file : plugin_template()) {
    written.push_back(folder / renamed(file.path, spellings));
    write_file(written.back(), renamed(file.text, spellings));
  }
  return written;
}

}  // namespace maelstrom::host
