#include "history/case_file.hpp"

#include "history/reader.hpp"
#include "protocol/json_cursor.hpp"

namespace maelstrom::conformance {
namespace {

void take_string(std::string& out, std::string_view value) {
  if (value.size() >= 2 && value.front() == '"') {
    host::append_unescaped(out, value.substr(1, value.size() - 2));
  }
}

}  // namespace

CaseLine read_case_line(std::string_view line, std::size_t number) {
  CaseLine result;
  host::JsonScanner scanner;
  auto cursor = scanner.scan(line);
  if (!cursor) {
    throw HistoryError(number, scanner.error());
  }
  cursor->object([&](std::string_view name) {
    const std::string_view value = cursor->value();
    if (name == "id") {
      take_string(result.id, value);
    } else if (name == "workload") {
      take_string(result.workload, value);
    } else if (name == "options") {
      result.options = value;
    } else if (name == "history") {
      result.history = value;
    }
    return !value.empty();
  });
  if (!scanner.error().empty() || !scanner.finished(*cursor)) {
    throw HistoryError(number, scanner.error());
  }
  if (result.id.empty() || result.workload.empty() || result.history.empty()) {
    throw HistoryError(number, "a case needs id, workload and history");
  }
  return result;
}

}  // namespace maelstrom::conformance
