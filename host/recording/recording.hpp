// The recording of one node's life: all that came to it from outside, in order, and what it said to it. JSON, an object
// a line, each written at once, so that whoever ends the process leaves a recording that can be used up to that moment.
//
// The first line is the header. Every other one is one event, named by its first member:
//   {"receive":LINE,"at":NS}  a line of stdin; at: the earliest moment at which it can have arrived, monotonic
//   {"advance":null}          the loop let the node run what was due: timers, timeouts, posts
//   {"stop":null}             the input had ended
// and, during the event above it (or while the plugin was created),
//   {"monotonic":NS} {"coarse":NS} {"wall":NS}  the node or the plugin read this clock
//   {"random":"HEX"}          it was given these random bytes; null: there were none
//   {"send":LINE}             it said this
// LINE is the line as it is. One that is not exactly one JSON value stands as a string under "receive_text", and one
// that is not even UTF-8 as hexadecimal digits under "receive_hex".
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
  std::int64_t time_ns = 0;     // what a clock said, or when a line arrived
  std::string bytes = {};       // a line, or random bytes
  bool none = false;            // of kRandom: there were none to be had
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
  // bytes: nullopt if there were none to be had.
  std::string_view random(std::optional<std::string_view> bytes);
  std::string_view send(std::string_view line);

 private:
  JsonScanner scanner_;
  std::string text_;
};

// Why a text is no recording, with the number of the line.
class BadRecording : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads a recording. A last line that was not finished, as after SIGKILL, is left out. Not thread-safe.
class RecordingReader {
 public:
  // text: all of the file; it must outlive the reader. Throws BadRecording.
  explicit RecordingReader(std::string_view text);

  const RecordingHeader& header() const { return header_; }

  // The next event; nullopt at the end. Throws BadRecording.
  std::optional<RecordedEvent> next();

  // At the end: whether there was an unfinished line.
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
