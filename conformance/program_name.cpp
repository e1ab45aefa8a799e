#include "program_name.hpp"

#include <algorithm>
#include <array>

namespace maelstrom::conformance {
namespace {

constexpr std::string_view kName = "conformance";
constexpr std::array<std::string_view, 5> kCommands = {"test", "simulate", "replay", "check", "COMMAND"};

std::string& name() {
  static std::string name(kName);
  return name;
}

bool begins_with_command(std::string_view text) {
  return std::any_of(kCommands.begin(), kCommands.end(),
                     [text](std::string_view command) { return text.substr(0, command.size()) == command; });
}

}  // namespace

void set_program_name(std::string_view argv0) {
  name() = argv0.substr(argv0.rfind('/') + 1);
}

const std::string& program_name() {
  return name();
}

std::string with_program_name(std::string text) {
  for (std::size_t at = text.find(kName); at != std::string::npos; at = text.find(kName, at + 1)) {
    const std::size_t behind = at + kName.size();
    const bool whole = at == 0 || text[at - 1] == ' ' || text[at - 1] == '`' || text[at - 1] == '\n';
    if (whole && text.substr(behind, 1) == " " && begins_with_command(std::string_view(text).substr(behind + 1))) {
      text.replace(at, kName.size(), name());
      at += name().size();
    }
  }
  return text;
}

}  // namespace maelstrom::conformance
