#include "command_line/unknown_arguments.hpp"

#include <vector>

#include <cxxopts.hpp>

#include "command_line/did_you_mean.hpp"

namespace maelstrom::host {
namespace {

// cxxopts gives the long names of an option as one string up to version 3.0, and as a list later.
void add_long_names(std::vector<std::string>& names, const std::string& name) {
  names.push_back("--" + name);
}

void add_long_names(std::vector<std::string>& names, const std::vector<std::string>& long_names) {
  for (const std::string& name : long_names) {
    add_long_names(names, name);
  }
}

}  // namespace

std::string similar_option(const cxxopts::Options& parser, std::string_view typed) {
  std::vector<std::string> names;
  for (const std::string& group : parser.groups()) {
    for (const auto& option : parser.group_help(group).options) {
      add_long_names(names, option.l);
    }
  }
  return did_you_mean(typed.substr(0, typed.find('=')), names);
}

std::string unknown_argument(const cxxopts::Options& parser, const cxxopts::ParseResult& parsed) {
  if (parsed.unmatched().empty()) {
    return {};
  }
  const std::string& first = parsed.unmatched().front();
  return first.starts_with('-') ? "unknown option " + first + similar_option(parser, first)
                                : "unexpected argument " + first;
}

}  // namespace maelstrom::host
