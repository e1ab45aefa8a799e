#include "protocol/message_kind.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "protocol/decimal.hpp"

namespace maelstrom::host {
namespace {

const char* end_of(std::string_view bytes) {
  return bytes.data() + bytes.size();
}

// Reads the id in a member's value; false if it is invalid. nullptr: the member is missing.
bool read_id(const std::string_view* value, std::optional<std::int64_t>& id) {
  if (value != nullptr) {
    id = parse_integer(*value);
    return id.has_value();
  }
  return true;
}

}  // namespace

bool MessageKind::learn(std::string_view line, const Envelope& envelope, std::span<const std::string_view> others) {
  if (others.size() + envelope.fields.size() > JsonShape::kMostValues) {  // with src, and without the type
    return false;
  }
  fields_.assign(envelope.fields.begin(), envelope.fields.end());
  envelope_.id = {};
  const std::string_view* const type = last_field("type");
  // The parts that may differ, in order, and their destinations.
  std::vector<std::pair<std::string_view, std::string_view*>> places = {{envelope.src_json, &envelope_.src_json}};
  for (std::size_t i = 0; i < others.size(); ++i) {
    const bool is_id = others[i].data() == envelope.id.data();
    places.emplace_back(others[i], is_id ? &envelope_.id : &others_[i]);
  }
  for (Field& field : fields_) {
    if (&field.value != type) {
      places.emplace_back(field.value, &field.value);
    }
  }
  std::sort(places.begin(), places.end(),
            [](const auto& a, const auto& b) { return std::less<>()(a.first.data(), b.first.data()); });
  std::vector<std::string_view> values;
  for (const auto& [value, place] : places) {
    values.push_back(value);
    values_[values.size() - 1] = place;
    *place = value;
  }
  if (!shape_.learn(line, values)) {
    return false;
  }
  value_count_ = values.size();
  msg_id_ = last_field("msg_id");
  in_reply_to_ = last_field("in_reply_to");
  body_begin_ = place_of(envelope.body.data(), line);
  body_end_ = place_of(end_of(envelope.body), line);
  envelope_.dest = envelope.dest;
  envelope_.type = envelope.type;
  envelope_.msg_id = envelope.msg_id;
  envelope_.in_reply_to = envelope.in_reply_to;
  envelope_.closed = envelope.closed;
  envelope_.fields = fields_;
  keep_constants(type);
  return true;
}

// Copies the constant parts of every line to permanent memory.
void MessageKind::keep_constants(const std::string_view* type) {
  constants_.clear();
  const auto keep = [this](std::string_view& bytes) { bytes = constants_.emplace_back(bytes); };
  keep(envelope_.dest);
  keep(envelope_.type);
  for (Field& field : fields_) {
    keep(field.name);
    if (&field.value == type) {
      keep(field.value);
    }
  }
}

const Envelope* MessageKind::read(JsonScanner& scanner, std::string_view line) {
  bool escaped = false;
  if (!shape_.matches(scanner, line, values_.data(), escaped)) {
    return nullptr;
  }
  const std::string_view src = envelope_.src_json;
  const bool plain = src.front() == '"' && !(escaped && src.find('\\') != std::string_view::npos);
  if (!plain || !read_id(msg_id_, envelope_.msg_id) || !read_id(in_reply_to_, envelope_.in_reply_to)) {
    return nullptr;
  }
  envelope_.src = src.substr(1, src.size() - 2);
  const char* const begin = at(body_begin_, line);
  envelope_.body = {begin, static_cast<std::size_t>(at(body_end_, line) - begin)};
  return &envelope_;
}

MessageKind::Place MessageKind::place_of(const char* position, std::string_view line) const {
  Place place;
  const char* from = line.data();
  for (std::size_t i = 0; i < value_count_ && end_of(*values_[i]) <= position; ++i) {
    place.value = values_[i];
    from = end_of(*values_[i]);
  }
  place.behind = position - from;
  return place;
}

const char* MessageKind::at(const Place& place, std::string_view line) {
  return (place.value == nullptr ? line.data() : end_of(*place.value)) + place.behind;
}

// The value of the body's member `name`, of duplicates the last; nullptr if it is missing.
const std::string_view* MessageKind::last_field(std::string_view name) const {
  const auto found =
      std::find_if(fields_.rbegin(), fields_.rend(), [name](const Field& field) { return field.name == name; });
  return found == fields_.rend() ? nullptr : &found->value;
}

}  // namespace maelstrom::host
