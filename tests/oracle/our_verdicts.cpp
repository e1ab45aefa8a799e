#include "cases.hpp"

namespace maelstrom::conformance {

std::vector<nlohmann::json> our_verdicts(const std::string& file, const std::string& option) {
  return parse_lines(
      output_of(unpack_command(file) + " | " CONFORMANCE_PROGRAM " verify --cases /dev/stdin --json " + option));
}

}  // namespace maelstrom::conformance
