// The trace of a run: all events, one JSON object per line, to read together with the history of a failed run.
//
// {"time":NS,"event":"deliver","src":S,"dest":D,"body":B}: a message arrived. "queued": a message waits because its
// node is down; "lost", "cut" and "down" are messages that never arrive.
// {"time":NS,"event":"start-kill","value":{...}}: a fault.
// {"time":NS,"event":"timer","node":N,"timer":T}: a timer of a plugin ran.
// {"time":NS,"event":"timeout","node":N,"msg_id":I}: the request of a node (by rpc) or of a client timed out.
// {"time":NS,"event":"refusal"|"unheard"|"log","node":N,"text":T}.
//
// Thread-safe except for `text` and `take`, because threads of a plugin log too.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "history/faults.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

enum class TraceEvent : std::uint8_t {
  kDeliver,
  kLost,     // by the fault with that name
  kCut,      // by a partition
  kQueued,   // its node is down, killed or paused
  kDown,     // the queue of its node, which is down, is full
  kUnheard,  // written by a node after a malformed line
  kRefusal,  // by the output gate
  kLog,
};

class Trace {
 public:
  // Lines are kept, for `text` and `take`.
  Trace() = default;

  // Lines are written to `file`, which must outlive the trace. Each line is written immediately, so the file contains
  // the last events before a crash.
  explicit Trace(std::ostream& file) : file_(&file) {}

  // src and dest: JSON strings.
  void message(Time now, TraceEvent event, std::string_view src, std::string_view dest, std::string_view body);
  void node(Time now, TraceEvent event, std::string_view node, std::string_view text);
  void timer(Time now, std::string_view node, std::uint64_t timer);
  void timeout(Time now, std::string_view node, std::uint64_t msg_id);
  void fault(Time now, const Fault& fault, const std::vector<std::string>& nodes);

  // All kept lines.
  const std::string& text() const { return text_; }
  std::string take();

 private:
  void begin(Time now, std::string_view event);
  void end();
  void number(Time now, std::string_view event, std::string_view node, std::string_view name, std::uint64_t number);

  std::ostream* file_ = nullptr;
  std::mutex mutex_;  // held while a line is made
  std::string text_;
};

}  // namespace maelstrom::conformance
