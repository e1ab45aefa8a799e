#include "command_line/program_name.hpp"

namespace maelstrom::conformance {
namespace {

std::string& name() {
  static std::string name = "conformance";
  return name;
}

}  // namespace

void set_program_name(std::string_view argv0) {
  name() = argv0.substr(argv0.rfind('/') + 1);
}

const std::string& program_name() {
  return name();
}

std::string with_program_name(std::string text) {
  for (std::size_t at = text.find("$0"); at != std::string::npos; at = text.find("$0", at + name().size())) {
    text.replace(at, 2, name());
  }
  return text;
}

}  // namespace maelstrom::conformance
