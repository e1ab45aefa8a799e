// Reads recorded histories: ours and others.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "history/history.hpp"

namespace maelstrom::conformance {

// The text is not a history. what(): "line 8: expected ':' at byte 17".
class HistoryError : public std::runtime_error {
 public:
  HistoryError(std::size_t line, const std::string& reason)
      : std::runtime_error("line " + std::to_string(line) + ": " + reason) {}
};

// One event per line as a JSON object, with the members that History::write writes; other members are ignored. Values
// are not copied. Throws HistoryError.
History read_jsonl_history(std::string text);

// The events as the elements of the JSON array `events`, which begins on line `line` of a file. Throws HistoryError.
History read_json_history(std::string_view events, std::size_t line);

// Jepsen's history.edn: events as maps or records, one after the other or in one vector. Keywords, symbols and
// characters become strings, sets and lists become arrays, keys of maps become strings. Throws HistoryError.
History read_edn_history(std::string_view text);

// Reads a file in either format; compressed files such as `history.edn.gz` must be unpacked first. Throws HistoryError,
// and std::runtime_error if the file cannot be read.
History read_history_file(const std::string& path);

}  // namespace maelstrom::conformance
