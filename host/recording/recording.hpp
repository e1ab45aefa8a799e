// The recording of one node's run: all its inputs, in order, and its output. JSON, one object per line, each written
// immediately, so that the recording is usable up to the end of the process, even after SIGKILL.
//
// The first line is the header. Every other line is one event, named by its first member:
//   {"receive":LINE,"at":NS}  a line of stdin; at: its earliest possible time of arrival, monotonic
//   {"advance":null}          the loop ran the node's due work: timers, timeouts, posts
//   {"stop":null}             the input ended
// and, during the event above it (or while the plugin was created),
//   {"monotonic":NS} {"coarse":NS} {"wall":NS}  the node or the plugin read this clock
//   {"random":"HEX"}          it got these random bytes; null: not available
//   {"send":LINE}             it sent this line
// LINE is the line unchanged. A line that is not exactly one JSON value is a string under "receive_text"; a line that
// is not UTF-8 is hexadecimal digits under "receive_hex".
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <maelstrom/abi.h>

#include "protocol/json_cursor.hpp"

namespace maelstrom::host {

struct RecordingHeader {
  std::string plugin;  // its name
  std::string plugin_version;
  std::string path;  // of the library
  std::map<std::string, std::string, std::less<>> options;
  std::int64_t started_ns = 0;  // since 1970-01-01 UTC
  std::int64_t reply_deadline_ns = 0;
  maelstrom_log_level log_level = MAELSTROM_LOG_INFO;
};

struct RecordedEvent {
  enum class Kind : std::uint8_t { kReceive, kAdvance, kStop, kMonotonic, kCoarse, kWall, kRandom, kSend };

  Kind kind = Kind::kAdvance;
  std::int64_t time_ns = 0;     // the value of a clock, or the arrival time of a line
  std::string bytes = {};       // a line, or random bytes
  bool none = false;            // of kRandom: no randomness available
  std::size_t line_number = 0;  // in the recording, from 1; set by the reader
};

// Writes events as text. Not thread-safe.
class RecordingWriter {
 public:
  // Each returns one line with its '\n', valid until the next call.
  std::string_view header(const RecordingHeader& header);
  std::string_view receive(std::string_view line, std::int64_t received_ns);
  std::string_view advance() { return "{\"advance\":null}\n"; }
  std::string_view stop() { return "{\"stop\":null}\n"; }
  std::string_view clock(RecordedEvent::Kind kind, std::int64_t ns);
  // bytes: nullopt if not available.
  std::string_view random(std::optional<std::string_view> bytes);
  std::string_view send(std::string_view line);

 private:
  JsonScanner scanner_;
  std::string text_;
};

// The text is not a valid recording; what() has the reason and the line number.
class BadRecording : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads a recording. An unfinished last line, as after SIGKILL, is ignored. Not thread-safe.
class RecordingReader {
 public:
  // text: all of the file; it must outlive the reader. Throws BadRecording.
  explicit RecordingReader(std::string_view text);

  const RecordingHeader& header() const { return header_; }

  // The next event; nullopt at the end. Throws BadRecording.
  std::optional<RecordedEvent> next();

  // At the end: whether the last line was unfinished.
  bool unfinished() const { return unfinished_; }

 private:
  std::optional<std::string_view> next_line();
  [[noreturn]] void fail(std::string_view line, const std::string& why) const;

  std::string_view left_;
  std::size_t line_number_ = 0;
  bool unfinished_ = false;
  RecordingHeader header_;
};

}  // namespace maelstrom::host
