// JsonScanner and append_unescaped against nlohmann/json: both accept the same texts, and the values are equal.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <maelstrom/json_writer.hpp>

#include "protocol/json_cursor.hpp"
#include "reference.hpp"
#include "require.hpp"

namespace {

using maelstrom::fuzz::reference;
using maelstrom::fuzz::require;
using nlohmann::json;
namespace host = maelstrom::host;

void compare_string(std::string_view text, const json& expected) {
  std::string value;
  host::append_unescaped(value, text.substr(1, text.size() - 2));
  require(value == expected.get_ref<const std::string&>(), "a string has its value", text);
  std::string written;
  maelstrom::append_json_string(written, value);
  require(reference(written) == expected, "a string that is written reads the same", text);
}

// Checks that the members are those of the document, and their values the exact bytes of the text.
void compare_object(std::string_view text, const json& expected) {
  host::JsonScanner scanner;
  std::map<std::string, std::string_view> members;
  auto cursor = scanner.scan(text);
  const std::string_view whole = cursor->object([&](std::string_view escaped) {
    std::string name;
    host::append_unescaped(name, escaped);
    require((name != escaped) <= cursor->escaped(), "a name that has escapes is known to have them", text);
    const std::string_view value = cursor->value();
    members[name] = value;
    return !value.empty();
  });
  require(!whole.empty() && scanner.finished(*cursor), "an object is walked over member by member", text);
  require(members.size() == expected.size(), "an object has its members", text);
  for (const auto& [name, value] : members) {
    require(expected.contains(name) && reference(value) == expected[name], "a member has its value", text);
    require(host::JsonScanner().valid(value), "a member's value is JSON by itself", value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto expected = reference(text);
  host::JsonScanner scanner;
  require(scanner.valid(text) == expected.has_value(), "it is JSON for both or for neither", text);
  require(scanner.error().empty() == expected.has_value(), "there is a reason if and only if it is refused", text);
  if (!expected) {
    return 0;
  }
  const std::string_view value = scanner.scan(text)->value();
  require(reference(value) == expected, "the value's bytes are the value's", text);
  if (expected->is_string()) {
    compare_string(value, *expected);
  } else if (expected->is_object()) {
    compare_object(value, *expected);
  }
  return 0;
}
