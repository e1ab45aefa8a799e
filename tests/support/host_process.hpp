// The built host, with the plugins of the same build.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "process.hpp"

namespace maelstrom::tests {

inline const std::filesystem::path kHost = MAELSTROM_HOST;
inline const std::string kEcho = MAELSTROM_ECHO;
inline const std::string kUniqueIds = MAELSTROM_UNIQUE_IDS;

inline constexpr std::string_view kInit =
    R"({"src":"c0","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1","n2","n3"]}})"
    "\n";
inline constexpr std::string_view kInitOk = R"({"src":"n1","dest":"c0","body":{"in_reply_to":1,"type":"init_ok"}})"
                                            "\n";

// The command line of a host with these arguments.
inline std::vector<std::string> host_with(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {kHost.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

// The path of a bad plugin.
inline std::string fixture(const std::string& name) {
  return std::string(MAELSTROM_FIXTURES) + "/" + name + MAELSTROM_LIBRARY_SUFFIX;
}

// A message from c1 to n1 whose body has these members, as a line.
inline std::string line(std::string_view members) {
  return R"({"src":"c1","dest":"n1","body":{)" + std::string(members) + "}}\n";
}

// The lines of a text, each a document. Throws if one is not JSON.
inline std::vector<nlohmann::json> documents(std::string_view text) {
  std::vector<nlohmann::json> parsed;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    parsed.push_back(nlohmann::json::parse(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parsed;
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace maelstrom::tests
