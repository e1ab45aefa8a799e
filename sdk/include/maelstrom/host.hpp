// The host's table of functions with C++ types.
//
// Every function is [loop], on the thread that calls the handlers, unless marked [any-thread]. A failure throws
// Refused.
#pragma once

#include <maelstrom/language.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <maelstrom/abi.h>
#include <maelstrom/error.hpp>
#include <maelstrom/slice.hpp>

namespace maelstrom {

// The level of a log line, the least important first.
enum class LogLevel : maelstrom_log_level {
  kTrace = MAELSTROM_LOG_TRACE,
  kDebug = MAELSTROM_LOG_DEBUG,
  kInfo = MAELSTROM_LOG_INFO,
  kWarn = MAELSTROM_LOG_WARN,
  kError = MAELSTROM_LOG_ERROR,
};

// Only a pointer: cheap to copy.
class Host {
 public:
  // table: the argument of the plugin's `create`.
  explicit Host(const maelstrom_host* table) : table_(table) {}

  // This node's id; empty before start. Valid as long as the instance.
  std::string_view node_id() const { return text_of(table_->node_id(table_)); }

  // The ids of all nodes, this one included, in the order of init; empty before start.
  std::vector<std::string> node_ids() const {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < table_->node_count(table_); ++i) {
      ids.emplace_back(text_of(table_->node_at(table_, i)));
    }
    return ids;
  }

  // Sends a message that expects no reply. body: a JSON object on one line, with a string type.
  void send(std::string_view dest, std::string_view body) const {
    check_sent(table_->send(table_, slice_of(dest), slice_of(body)));
  }

  // Nanoseconds since an unspecified moment; never goes backwards. [any-thread]
  std::int64_t monotonic_ns() const { return table_->monotonic_clock(table_); }

  // Nanoseconds since 1970-01-01 UTC; may jump, also backwards. [any-thread]
  std::int64_t wall_clock_ns() const { return table_->wall_clock(table_); }

  // Fills `bytes` with randomness that is good enough for identifiers. Throws Error(kTemporarilyUnavailable) if the
  // system has none. [any-thread]
  void random_bytes(std::span<std::byte> bytes) const {
    if (table_->random_bytes(table_, bytes.data(), bytes.size()) != MAELSTROM_OK) {
      throw Error(ErrorCode::kTemporarilyUnavailable, "the system has no randomness to give");
    }
  }

  // Writes a line to the node's log. [any-thread]
  void log(LogLevel level, std::string_view text) const {
    table_->log(table_, static_cast<maelstrom_log_level>(level), slice_of(text));
  }

  // Whether a line of this level is kept. [any-thread]
  bool logs(LogLevel level) const { return table_->log_level(table_) <= static_cast<maelstrom_log_level>(level); }

  // The table itself, for functions that this class does not have.
  const maelstrom_host* table() const { return table_; }

  // Throws Refused, with the host's reason, if `status` is a failure.
  void check(maelstrom_status status) const {
    if (status != MAELSTROM_OK) {
      throw Refused(status, std::string(text_of(table_->last_error(table_))));
    }
  }
  // The same for an outgoing message. The host logs its refusals, except an invalid argument and a full queue before
  // the first message.
  void check_sent(maelstrom_status status) const {
    if (status != MAELSTROM_OK) {
      const bool logged = status != MAELSTROM_E_INVALID && status != MAELSTROM_E_RESOURCE;
      throw Refused(status, std::string(text_of(table_->last_error(table_))), logged);
    }
  }

 private:
  const maelstrom_host* table_;
};

}  // namespace maelstrom
