// LineBuffer and EnvelopeReader. The input is a stream of lines. Three readers read each of them: one once, one three
// times, and a new one. All must agree with nlohmann/json: the state from earlier lines must not affect the result.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "platform/line_buffer.hpp"
#include "protocol/envelope.hpp"
#include "reference.hpp"
#include "require.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using maelstrom::fuzz::reference;
using maelstrom::fuzz::require;
using nlohmann::json;
namespace host = maelstrom::host;

// Counts the members of the outermost object. A document has no duplicates, so it cannot.
class MemberCounter : public nlohmann::json_sax<json> {
 public:
  std::size_t members = 0;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return ++depth_ != 0; }
  bool end_object() override { return depth_-- != 0; }
  bool start_array(std::size_t) override { return ++depth_ != 0; }
  bool end_array() override { return depth_-- != 0; }
  bool key(string_t&) override {
    members += depth_ == 1 ? 1 : 0;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const json::exception&) override { return false; }

 private:
  std::size_t depth_ = 0;
};

const json* find(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

// Whether it is valid for an id: absent and null mean no id.
bool is_id(const json* value) {
  return value == nullptr || value->is_null() ||
         (value->is_number_integer() &&
          (!value->is_number_unsigned() || value->get<std::uint64_t>() <= std::uint64_t{INT64_MAX}));
}

std::optional<std::int64_t> id_of(const json* value) {
  return value != nullptr && value->is_number_integer() && is_id(value) ? std::optional(value->get<std::int64_t>())
                                                                        : std::nullopt;
}

bool within(std::string_view part, std::string_view whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void compare_fields(const host::Envelope& envelope, const json& body, std::string_view line) {
  std::map<std::string_view, std::string_view> last;
  for (const host::Field& field : envelope.fields) {
    last[field.name] = field.value;
  }
  require(last.size() == body.size(), "the body has its members", line);
  for (const auto& [name, value] : body.items()) {
    const auto found = envelope.field(name);
    require(found.has_value() && found == last.at(name), "of two members with one name the last counts", line);
    require(within(*found, line) && reference(*found) == value, "a member of the body has its value", line);
  }
}

// Checks that `reader`, which has just read the line and returned `is_message`, agrees with the document.
void compare(const host::EnvelopeReader& reader, bool is_message, const std::optional<json>& document,
             std::string_view line) {
  const host::Envelope& envelope = reader.envelope();
  require(is_message == reader.error().empty(), "there is a reason if and only if it is refused", line);
  if (!document || !document->is_object()) {
    require(!is_message && envelope.src_json.empty() && !envelope.msg_id, "what is no object is no message", line);
    return;
  }
  const json* const src = find(*document, "src");
  const json* const dest = find(*document, "dest");
  const json* const body = find(*document, "body");
  const bool has_body = body != nullptr && body->is_object();
  const json* const type = has_body ? find(*body, "type") : nullptr;
  const json* const msg_id = has_body ? find(*body, "msg_id") : nullptr;
  const json* const in_reply_to = has_body ? find(*body, "in_reply_to") : nullptr;
  const auto is_string = [](const json* value) { return value != nullptr && value->is_string(); };
  require(is_message == (is_string(src) && is_string(dest) && is_string(type) && is_id(msg_id) && is_id(in_reply_to)),
          "it is a message for both or for neither", line);
  require(envelope.src_json.empty() || within(envelope.src_json, line), "src's bytes are the line's", line);
  require(is_string(src) ? reference(envelope.src_json) == *src : envelope.src_json.empty(), "src can be answered",
          line);
  require(envelope.msg_id == id_of(msg_id), "msg_id", line);
  if (!is_message) {
    return;
  }
  require(envelope.src == src->get_ref<const std::string&>(), "src", line);
  require(envelope.dest == dest->get_ref<const std::string&>(), "dest", line);
  require(envelope.type == type->get_ref<const std::string&>(), "type", line);
  require(envelope.in_reply_to == id_of(in_reply_to), "in_reply_to", line);
  require(within(envelope.body, line) && reference(envelope.body) == *body, "the body's bytes are the body's", line);
  compare_fields(envelope, *body, line);
}

// Checks the number of members, which a new reader knows, but not the document.
void compare_closed(const host::Envelope& envelope, const json& document, std::string_view line) {
  MemberCounter counter;
  if (json::sax_parse(line, &counter)) {  // false for a number beyond a double
    const bool all = document.contains("src") && document.contains("dest") && document.contains("body");
    require(envelope.closed == (counter.members == 3 && all), "closed", line);
  }
}

// Checks that a reader with state from earlier lines agrees with a new reader.
void compare_envelopes(const host::Envelope& a, const host::Envelope& b, bool is_message, std::string_view line) {
  require(a.src_json == b.src_json && a.msg_id == b.msg_id, "what is needed to answer", line);
  if (!is_message) {
    return;
  }
  require(a.src == b.src && a.dest == b.dest && a.type == b.type, "src, dest and type, as for a new reader", line);
  require(a.body.data() == b.body.data() && a.body.size() == b.body.size(), "the body, as for a new reader", line);
  require(a.in_reply_to == b.in_reply_to && a.closed == b.closed, "the rest, as for a new reader", line);
  const bool same_fields =
      std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                 [](const host::Field& x, const host::Field& y) { return x.name == y.name && x.value == y.value; });
  require(same_fields, "the fields, as for a new reader", line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  host::LineBuffer buffer(1 + size % 13);
  host::EnvelopeReader once;
  host::EnvelopeReader thrice;
  std::size_t begin = 0;  // of the line that the buffer must return next
  const auto read = [&](std::string_view given) {
    const std::size_t end = std::min(text.find('\n', begin), size);
    std::string_view expected = text.substr(begin, end - begin);
    if (expected.ends_with('\r')) {
      expected.remove_suffix(1);
    }
    require(given == expected, "the buffer gives the lines as they are", text);
    begin = end + 1;
    const std::string line(given);  // exactly its size: the sanitizer detects reads beyond it
    const auto document = reference(line);
    host::EnvelopeReader fresh;
    const bool is_message = fresh.read(line);
    compare(fresh, is_message, document, line);
    if (is_message) {
      compare_closed(fresh.envelope(), *document, line);
    }
    const auto again = [&](host::EnvelopeReader& reader) {
      require(reader.read(line) == is_message, "it is a message as for a new reader", line);
      require(is_message || reader.error() == fresh.error(), "the reason is the same", line);
      compare_envelopes(reader.envelope(), fresh.envelope(), is_message, line);
    };
    again(once);
    for (int i = 0; i < 3; ++i) {
      again(thrice);
    }
  };
  for (std::size_t at = 0; at < size;) {
    const auto space = buffer.space();
    const std::size_t chunk = std::min(space.size(), size - at);
    std::memcpy(space.data(), data + at, chunk);
    buffer.commit(chunk);
    at += chunk;
    while (const auto line = buffer.next_line()) {
      read(*line);
    }
  }
  buffer.space();
  if (const auto line = buffer.last_line()) {
    read(*line);
  }
  return 0;
}

// Every other time: inserts after a line another one that differs in one place, as messages do.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  std::minstd_rand random(seed);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t at = size == 0 ? 0 : random() % size;
  const std::size_t begin = text.substr(0, at).rfind('\n') + 1;  // npos + 1 is 0
  const std::size_t end = std::min(text.find('\n', at), size);
  const std::size_t room = std::max(size + 1, max_size) - size - 1;
  if (random() % 2 == 0 || begin >= end || end - begin > room) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  std::vector<std::uint8_t> copy(data + begin, data + end);
  copy.resize(std::min(room, 2 * copy.size() + 16));
  copy.resize(LLVMFuzzerMutate(copy.data(), end - begin, copy.size()));
  std::memmove(data + end + 1 + copy.size(), data + end, size - end);
  data[end] = '\n';
  std::copy(copy.begin(), copy.end(), data + end + 1);
  return size + 1 + copy.size();
}
