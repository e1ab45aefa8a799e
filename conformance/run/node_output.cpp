#include "conformance/run/node_output.hpp"

#include <algorithm>

#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

// For the rare envelope that has more than src, dest and body. Maelstrom lets an integer id pass, and of two members
// with one name it takes the last.
std::optional<std::string> extra_key(std::string_view line) {
  host::JsonScanner scanner;
  auto cursor = scanner.scan(line);
  std::optional<std::string> violation;
  cursor->object([&](std::string_view escaped_name) {
    std::string name;
    host::append_unescaped(name, escaped_name);
    const std::string_view value = cursor->value();
    const bool allowed =
        name == "src" || name == "dest" || name == "body" || (name == "id" && host::parse_integer(value));
    if (!allowed && !violation) {
      violation = "the envelope has the extra key " + excerpt(name);
    }
    return !value.empty();
  });
  return violation;
}

}  // namespace

std::optional<std::string> read_node_line(host::EnvelopeReader& reader, std::string_view node_id,
                                          std::string_view line) {
  if (std::all_of(line.begin(), line.end(), [](char c) { return c == ' ' || c == '\t'; })) {
    return "an empty line";
  }
  if (!reader.read(line)) {
    return reader.error();
  }
  if (!reader.envelope().closed) {
    if (auto violation = extra_key(line)) {
      return violation;
    }
  }
  if (reader.envelope().src != node_id) {
    return "src is " + excerpt(reader.envelope().src) + ", which is not this node";
  }
  return std::nullopt;
}

}  // namespace maelstrom::conformance
