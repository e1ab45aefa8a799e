// Untrusted input of `conformance`: a node's output (one line of stdout at a time), and recordings.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/run/node_output.hpp"
#include "conformance/workloads/reply_check.hpp"
#include "host/recording/recording.hpp"
#include "protocol/canonical_json.hpp"
#include "protocol/json_text.hpp"
#include "protocol/workload_schemas.hpp"
#include "reference.hpp"
#include "require.hpp"

namespace {

using maelstrom::fuzz::reference;
using maelstrom::fuzz::require;
using nlohmann::json;
namespace host = maelstrom::host;
namespace conformance = maelstrom::conformance;

// Whether Maelstrom would continue to read from n1 after this line.
bool is_heard(const std::optional<json>& line) {
  if (!line || !line->is_object()) {
    return false;
  }
  for (const auto& [name, value] : line->items()) {
    if (name != "src" && name != "dest" && name != "body" &&
        !(name == "id" && value.is_number())) {  // nlohmann reads integers beyond 64 bits as floats
      return false;
    }
  }
  const json body = line->value("body", json(1));
  return line->value("src", json()) == "n1" && line->value("dest", json()).is_string() &&
         (body.is_object() || body.is_null() || body == json::array() || body == "");
}

void compare_values(const host::Envelope& envelope) {
  for (const host::Field& field : envelope.fields) {
    const std::string canonical = conformance::canonical(field.value);
    require(conformance::canonical(canonical) == canonical, "what is canonical stays so", field.value);
    require(conformance::equal_json(field.value, canonical), "it is equal to itself", field.value);
    require(reference(canonical) == reference(field.value), "it has the value it had", canonical);
  }
}

void read_node_line(std::string_view line) {
  conformance::NodeOutputReader reader;
  const conformance::NodeLine read = reader.read("n1", line);
  const bool accepted = read.mutes.empty() && read.flaw.empty();
  require(!accepted || is_heard(reference(line)), "what is let through Maelstrom lets through", line);
  const std::string excerpt = conformance::excerpt(line);
  require(excerpt.find_first_of("\n\r\x1b") == std::string::npos && reference(json(excerpt).dump()).has_value(),
          "an excerpt is one line of UTF-8", line);
  std::string text;
  conformance::append_json_string(text, line);
  require(reference(text).has_value(), "a text in a history is JSON", text);
  if (read.mutes.empty()) {
    require(reference(reader.message().body).has_value(), "a body that is passed on is JSON", reader.message().body);
    compare_values(reader.message());
  }
  if (!accepted) {
    return;
  }
  const auto& echo = maelstrom::protocol::find_workload_schema("echo")->requests.front();
  const auto wrong = conformance::schema_violation(reader.message(), &echo);
  const json body = reference(reader.message().body).value();
  const auto msg_id = reader.message().field("msg_id");
  const bool right = body.value("type", json()) == "echo_ok" && body.contains("echo") &&
                     (!msg_id || conformance::is_integer_literal(*msg_id)) &&
                     std::all_of(body.items().begin(), body.items().end(), [](const auto& member) {
                       return member.key() == "type" || member.key() == "echo" || member.key() == "in_reply_to" ||
                              member.key() == "msg_id";
                     });
  require(wrong.has_value() != right, "a reply has the shape it has", line);
  require(reference(conformance::read_error(reader.message()).json).has_value(), "an error in a history is JSON", line);
}

void read_recording(std::string_view text) {
  host::RecordingWriter writer;
  try {
    host::RecordingReader reader(text);
    while (const auto event = reader.next()) {
      if (event->kind != host::RecordedEvent::Kind::kReceive) {
        continue;
      }
      const std::string line(event->bytes);
      if (line.find('\n') != std::string::npos) {
        continue;  // never written by a recorder
      }
      const std::string again =
          std::string(writer.header(reader.header())) + std::string(writer.receive(line, event->time_ns));
      host::RecordingReader second(again);
      const auto same = second.next();
      require(same && same->bytes == line && same->time_ns == event->time_ns && same->kind == event->kind,
              "a line that is recorded is the line that is read", again);
    }
  } catch (const host::BadRecording& bad) {
    require(std::string_view(bad.what()).starts_with("line "), "the line that is bad is named", bad.what());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_recording(text);
  for (std::size_t begin = 0; begin < size;) {
    const std::size_t end = std::min(text.find('\n', begin), size);
    read_node_line(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return 0;
}
