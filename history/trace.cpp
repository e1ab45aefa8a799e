#include "history/trace.hpp"

#include <array>
#include <cstddef>
#include <ostream>
#include <utility>

#include "history/fault_json.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::array<std::string_view, 8> kNames = {"deliver", "lost",    "cut",     "queued",
                                                    "down",    "unheard", "refusal", "log"};

std::string_view name_of(TraceEvent event) {
  return kNames.at(static_cast<std::size_t>(event));
}

}  // namespace

void Trace::begin(Time now, std::string_view event) {
  text_ += R"({"time":)";
  append_number(text_, now);
  text_ += R"(,"event":")";
  text_ += event;
  text_ += '"';
}

void Trace::message(Time now, TraceEvent event, std::string_view src, std::string_view dest, std::string_view body) {
  const std::lock_guard lock(mutex_);
  begin(now, name_of(event));
  text_ += R"(,"src":)";
  text_ += src;
  text_ += R"(,"dest":)";
  text_ += dest;
  text_ += R"(,"body":)";
  text_ += body;
  end();
}

void Trace::node(Time now, TraceEvent event, std::string_view node, std::string_view text) {
  const std::lock_guard lock(mutex_);
  begin(now, name_of(event));
  text_ += R"(,"node":)";
  append_json_string(text_, node);
  text_ += R"(,"text":)";
  append_json_string(text_, text);
  end();
}

void Trace::fault(Time now, const Fault& fault, const std::vector<std::string>& nodes) {
  const std::lock_guard lock(mutex_);
  begin(now, std::string(fault.start ? "start-" : "stop-") + std::string(fault_entry(fault.kind).name));
  text_ += R"(,"value":)";
  append_fault_details(text_, fault, nodes);
  end();
}

void Trace::timer(Time now, std::string_view node, std::uint64_t timer) {
  number(now, "timer", node, "timer", timer);
}

void Trace::timeout(Time now, std::string_view node, std::uint64_t msg_id) {
  number(now, "timeout", node, "msg_id", msg_id);
}

void Trace::number(Time now, std::string_view event, std::string_view node, std::string_view name,
                   std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  begin(now, event);
  text_ += R"(,"node":)";
  append_json_string(text_, node);
  text_ += ",\"";
  text_ += name;
  text_ += "\":";
  append_number(text_, number);
  end();
}

void Trace::end() {
  text_ += "}\n";
  if (file_ != nullptr) {
    *file_ << text_ << std::flush;
    text_.clear();
  }
}

std::string Trace::take() {
  return std::exchange(text_, {});
}

}  // namespace maelstrom::conformance
