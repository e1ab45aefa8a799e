#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "history/reader.hpp"

namespace maelstrom::conformance {
namespace {

std::string read_file(const std::string& path) {
  if (std::filesystem::is_directory(path)) {
    throw std::runtime_error(path + " is a directory: name a history in it, such as " + path + "/history.jsonl");
  }
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) {
    throw std::runtime_error("cannot read " + path + ": " + std::strerror(errno));
  }
  const std::streamoff size = file.tellg();
  std::string text;
  if (size > 0) {
    text.resize(static_cast<std::size_t>(size));
    file.seekg(0);
    file.read(text.data(), size);
  }
  if (!file) {
    throw std::runtime_error("cannot read " + path);
  }
  return text;
}

// A JSON object begins with a string, an EDN map of an event with a keyword.
bool is_json_lines(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || text[begin] != '{') {
    return false;
  }
  const std::size_t member = text.find_first_not_of(" \t\r\n", begin + 1);
  return member != std::string_view::npos && text[member] == '"';
}

}  // namespace

History read_history_file(const std::string& path) {
  std::string text = read_file(path);
  if (text.starts_with("\x1f\x8b")) {
    throw std::runtime_error(path + " is compressed: uncompress it first, e.g. with gunzip");
  }
  return is_json_lines(text) ? read_jsonl_history(std::move(text)) : read_edn_history(text);
}

}  // namespace maelstrom::conformance
