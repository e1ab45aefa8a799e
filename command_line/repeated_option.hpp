// The rule for all command lines here: an option is given once, unless its help text allows repetition.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <cxxopts.hpp>

namespace maelstrom::host {

// The error text, "--rate is given more than once", or nullopt. `may_repeat` has the long names of options that take
// several values. cxxopts itself silently takes the last of several values.
inline std::optional<std::string> repeated_option(const cxxopts::ParseResult& parsed,
                                                  std::initializer_list<std::string_view> may_repeat) {
  std::set<std::string, std::less<>> given;
  for (const cxxopts::KeyValue& argument : parsed.arguments()) {
    const bool once = std::find(may_repeat.begin(), may_repeat.end(), argument.key()) == may_repeat.end();
    if (once && !given.insert(argument.key()).second) {
      return "--" + argument.key() + " is given more than once";
    }
  }
  return std::nullopt;
}

}  // namespace maelstrom::host
