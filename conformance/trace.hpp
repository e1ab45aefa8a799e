// The trace of a run: everything that happens, one JSON object a line, to be read beside the history when a run has
// failed.
//
// {"time":NS,"event":"deliver","src":S,"dest":D,"body":B}: a message arrived. "lost", "cut" and "down" are messages
// that did not. {"time":NS,"event":"start-kill","value":{...}}: a fault.
// {"time":NS,"event":"refusal"|"log","node":N,"text":T}.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nemesis.hpp"
#include "time.hpp"

namespace maelstrom::conformance {

enum class TraceEvent : std::uint8_t {
  kDeliver,
  kLost,     // by the fault of that name
  kCut,      // by a partition
  kDown,     // its node had been killed
  kTimer,    // of a node
  kRefusal,  // by the output gate
  kLog,
};

class Trace {
 public:
  // src and dest: JSON strings. text: a body, or a whole line with one.
  void message(Time now, TraceEvent event, std::string_view src, std::string_view dest, std::string_view text);
  void node(Time now, TraceEvent event, std::string_view node, std::string_view text);
  void fault(Time now, const Fault& fault, const std::vector<std::string>& nodes);

  // Every line so far.
  const std::string& text() const { return text_; }

  // Takes the lines out, to be written.
  std::string take();

 private:
  void begin(Time now, std::string_view event);

  std::string text_;
};

}  // namespace maelstrom::conformance
