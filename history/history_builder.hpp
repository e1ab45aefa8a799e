// Builds a history from recorded events of any format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "history/history.hpp"

namespace maelstrom::conformance {

enum class EventType : std::uint8_t { kInvoke, kOk, kFail, kInfo };

// nullopt if the name is not one of Jepsen's four types.
std::optional<EventType> parse_event_type(std::string_view name);

// The N of "cN", else kNone.
std::uint32_t parse_client_number(std::string_view name);

// An event as it was recorded.
struct RecordedEvent {
  std::optional<std::int64_t> index;    // nullopt: the last index plus one
  std::optional<std::int64_t> process;  // nullopt: the nemesis, not a client
  std::optional<EventType> type;
  std::string_view function;
  std::string_view value;  // JSON, or empty
  std::string_view error;  // JSON, or empty
  std::string_view node;   // a node's name, or empty
  Time time = 0;
  std::uint32_t client = kNone;
  OperationFlags flags;
};

class HistoryBuilder {
 public:
  // text: parts of it need not be copied; see History::adopt_text.
  explicit HistoryBuilder(std::string text = {}) { history_.adopt_text(std::move(text)); }

  std::string_view text() const { return history_.adopted_text(); }

  // Returns why the event is invalid, or "".
  std::string add(const RecordedEvent& event);

  History take() { return std::move(history_); }

 private:
  std::string invoke(const RecordedEvent& event);
  std::string complete(const RecordedEvent& event);
  OperationIndex& open_operation(std::int64_t process);

  History history_;
  std::vector<OperationIndex> open_;                                 // by process, kNone if no operation is under way
  std::unordered_map<std::int64_t, OperationIndex> open_elsewhere_;  // for processes with large numbers
};

}  // namespace maelstrom::conformance
