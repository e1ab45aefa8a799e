#include "host/recording/recording.hpp"

#include <array>
#include <exception>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <maelstrom/json_writer.hpp>

#include "host/node/host_table.hpp"
#include "protocol/envelope.hpp"
#include "protocol/json_integer.hpp"

namespace maelstrom::host {
namespace {

using Kind = RecordedEvent::Kind;

constexpr int kVersion = 1;  // of the format

// The name of the first member is the kind of an event.
constexpr std::array<std::pair<std::string_view, Kind>, 10> kNames = {{{"receive", Kind::kReceive},
                                                                       {"receive_text", Kind::kReceive},
                                                                       {"receive_hex", Kind::kReceive},
                                                                       {"advance", Kind::kAdvance},
                                                                       {"stop", Kind::kStop},
                                                                       {"monotonic", Kind::kMonotonic},
                                                                       {"coarse", Kind::kCoarse},
                                                                       {"wall", Kind::kWall},
                                                                       {"random", Kind::kRandom},
                                                                       {"send", Kind::kSend}}};

constexpr std::string_view kHex = "0123456789abcdef";

void append_hex(std::string& out, std::string_view bytes) {
  out += '"';
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  out += '"';
}

std::optional<std::string> from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    const std::size_t high = kHex.find(digits[i]);
    const std::size_t low = kHex.find(digits[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return std::nullopt;
    }
    bytes += static_cast<char>(high << 4U | low);
  }
  return digits.size() % 2 == 0 ? std::optional(bytes) : std::nullopt;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = detail::utf8_length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// The decoded value of a JSON string; nullopt if it is not a string.
std::optional<std::string> string_of(std::string_view json) {
  if (json.size() < 2 || json.front() != '"') {
    return std::nullopt;
  }
  std::string text;
  append_unescaped(text, json.substr(1, json.size() - 2));
  return text;
}

// Reads the value of the member that names an event; false if it is invalid.
bool read_value(std::string_view name, std::string_view value, RecordedEvent& event) {
  switch (event.kind) {
    case Kind::kAdvance:
    case Kind::kStop:
      return value == "null";
    case Kind::kMonotonic:
    case Kind::kCoarse:
    case Kind::kWall: {
      const auto time = parse_integer(value);
      event.time_ns = time.value_or(0);
      return time.has_value();
    }
    case Kind::kReceive:
    case Kind::kRandom:
    case Kind::kSend:
      break;
  }
  if (name == "receive" || name == "send") {
    event.bytes = value;
    return true;
  }
  if (event.kind == Kind::kRandom && value == "null") {
    event.none = true;
    return true;
  }
  auto bytes = string_of(value);
  if (bytes && name != "receive_text") {
    bytes = from_hex(*bytes);
  }
  event.bytes = bytes.value_or("");
  return bytes.has_value();
}

}  // namespace

std::string_view RecordingWriter::header(const RecordingHeader& header) {
  const nlohmann::ordered_json json = {
      {"recording", kVersion},        {"host", std::string(kHostName) + " " + kHostVersion},
      {"plugin", header.plugin},      {"plugin_version", header.plugin_version},
      {"path", header.path},          {"options", header.options},
      {"started", header.started_ns}, {"reply_deadline", header.reply_deadline_ns},
      {"log_level", header.log_level}};
  text_ = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  return text_;
}

std::string_view RecordingWriter::receive(std::string_view line, std::int64_t received_ns) {
  const bool trimmed = !line.empty() && !is_space(line.front()) && !is_space(line.back());
  if (trimmed && scanner_.valid(line)) {
    text_ = R"({"receive":)";
    text_ += line;
  } else if (is_utf8(line)) {
    text_ = R"({"receive_text":)";
    append_json_string(text_, line);
  } else {
    text_ = R"({"receive_hex":)";
    append_hex(text_, line);
  }
  text_ += R"(,"at":)";
  text_ += std::to_string(received_ns);
  text_ += "}\n";
  return text_;
}

std::string_view RecordingWriter::clock(Kind kind, std::int64_t ns) {
  text_ = kind == Kind::kMonotonic ? R"({"monotonic":)" : kind == Kind::kCoarse ? R"({"coarse":)" : R"({"wall":)";
  text_ += std::to_string(ns);
  text_ += "}\n";
  return text_;
}

std::string_view RecordingWriter::random(std::optional<std::string_view> bytes) {
  text_ = R"({"random":)";
  if (bytes) {
    append_hex(text_, *bytes);
  } else {
    text_ += "null";
  }
  text_ += "}\n";
  return text_;
}

std::string_view RecordingWriter::send(std::string_view line) {
  text_ = R"({"send":)";
  text_ += line;
  text_ += "}\n";
  return text_;
}

RecordingReader::RecordingReader(std::string_view text) : left_(text) {
  const auto line = next_line();
  const auto json = nlohmann::json::parse(line.value_or(""), nullptr, false);
  if (!json.is_object() || !json.contains("recording")) {
    fail(line.value_or(text), "not a recording file");
  }
  if (json["recording"] != kVersion) {
    fail(*line, "its format is another one than this program reads, " + std::to_string(kVersion));
  }
  try {
    json.at("plugin").get_to(header_.plugin);
    json.at("plugin_version").get_to(header_.plugin_version);
    json.at("path").get_to(header_.path);
    header_.started_ns = integer_member(json, "started");
    header_.reply_deadline_ns = integer_member(json, "reply_deadline", 0);
    header_.log_level = static_cast<maelstrom_log_level>(
        integer_member(json, "log_level", MAELSTROM_LOG_TRACE, MAELSTROM_LOG_ERROR + 1));
    for (const auto& [name, value] : json.at("options").items()) {
      header_.options.emplace(name, value.get<std::string>());
    }
  } catch (const std::exception& e) {
    fail(*line, e.what());
  }
}

std::optional<RecordedEvent> RecordingReader::next() {
  const auto line = next_line();
  if (!line) {
    return std::nullopt;
  }
  RecordedEvent event;
  event.line_number = line_number_;
  JsonScanner scanner;
  auto cursor = scanner.scan(*line);
  bool known = false;
  bool sensible = true;
  const auto member = [&](std::string_view name) {
    const std::string_view value = cursor->value();
    if (value.empty()) {
      return false;
    }
    for (const auto& [event_name, kind] : kNames) {
      if (!known && name == event_name) {
        known = true;
        event.kind = kind;
        sensible = read_value(name, value, event);
        return true;
      }
    }
    if (name == "at" && event.kind == Kind::kReceive) {
      const auto at = parse_integer(value);
      event.time_ns = at.value_or(0);
      sensible = sensible && at.has_value();
    }
    return true;
  };
  if (!cursor || cursor->peek() != '{' || cursor->object(member).empty() || !scanner.finished(*cursor)) {
    fail(*line, "it is no JSON object");
  }
  if (!known || !sensible) {
    fail(*line, known ? "its value makes no sense" : "it is no event");
  }
  return event;
}

std::optional<std::string_view> RecordingReader::next_line() {
  const std::size_t end = left_.find('\n');
  if (end == std::string_view::npos) {
    unfinished_ = !left_.empty();
    return std::nullopt;
  }
  ++line_number_;
  const std::string_view line = left_.substr(0, end);
  left_.remove_prefix(end + 1);
  return line;
}

void RecordingReader::fail(std::string_view line, const std::string& why) const {
  constexpr std::size_t kExcerpt = 200;
  std::string quoted;
  append_json_string(quoted, line.substr(0, kExcerpt));
  throw BadRecording("line " + std::to_string(line_number_) + ": " + why + ": " + quoted);
}

}  // namespace maelstrom::host
