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

// nullopt if it is not one of Jepsen's four types.
std::optional<EventType> parse_event_type(std::string_view name);

// The N of "cN", else kNone.
std::uint32_t parse_client_number(std::string_view name);

// An event as it was recorded.
struct RecordedEvent {
  std::optional<std::int64_t> index;    // nullopt: one more than the last
  std::optional<std::int64_t> process;  // nullopt: not a client, but the nemesis
  std::optional<EventType> type;
  std::string_view function;
  std::string_view value;  // JSON, or empty
  std::string_view error;  // JSON, or empty
  std::string_view node;   // its name, or empty
  Time time = 0;
  std::uint32_t client = kNone;
  OperationFlags flags;
};

class HistoryBuilder {
 public:
  // text: parts of it need not be copied; see History::adopt_text.
  explicit HistoryBuilder(std::string text = {}) { history_.adopt_text(std::move(text)); }

  std::string_view text() const { return history_.adopted_text(); }

  // Returns why the event cannot be, or "".
  std::string add(const RecordedEvent& event);

  History take() { return std::move(history_); }

 private:
  std::string invoke(const RecordedEvent& event);
  std::string complete(const RecordedEvent& event);
  OperationIndex& open_operation(std::int64_t process);

  History history_;
  std::vector<OperationIndex> open_;  // by process, kNone if it has no operation under way
  std::unordered_map<std::int64_t, OperationIndex> open_elsewhere_;  // of processes whose number is large
};

}  // namespace maelstrom::conformance
