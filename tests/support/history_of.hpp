// A history from JSON events, written by hand or recorded by Jepsen.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "history/history.hpp"

namespace maelstrom::conformance {

// Events such as {"type": "invoke", "process": 0, "f": "read", "value": [0, null]}. A missing index or time is the
// previous one plus one. Events of the nemesis are left out.
inline History history_of(const nlohmann::ordered_json& events) {
  History history;
  std::map<std::int64_t, OperationIndex> open;
  Time time = 0;
  for (const auto& event : events) {
    if (event.contains("index")) {
      history.set_next_event(event["index"].get<EventIndex>());
    }
    time = event.contains("time") ? event["time"].get<Time>() : time + 1;
    if (!event["process"].is_number_integer()) {
      history.set_next_event(history.next_event() + 1);
      continue;
    }
    const auto process = event["process"].get<std::int64_t>();
    const std::string type = event["type"];
    const std::string value = event.contains("value") ? event["value"].dump() : "null";
    if (type == "invoke") {
      OperationFlags flags;
      flags.is_final = event.value("final", false);
      flags.seek_to_beginning = event.value("seek-to-beginning", false);
      open[process] = history.invoke(process, kNone, kNone, event["f"].get<std::string>(), value, time, flags);
    } else {
      const Outcome outcome = type == "ok" ? Outcome::kOk : type == "fail" ? Outcome::kFail : Outcome::kInfo;
      history.complete(open.at(process), outcome, value, event.contains("error") ? event["error"].dump() : "", time);
      open.erase(process);
    }
  }
  return history;
}

}  // namespace maelstrom::conformance
