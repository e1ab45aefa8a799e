// Writes JSON text directly into a string, without building a document first.
//
// Thread rule: a writer belongs to one thread at a time.
#pragma once

#include <maelstrom/language.hpp>

#include <cassert>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <maelstrom/json_bytes.hpp>
#include <maelstrom/text_buffer.hpp>

namespace maelstrom {

// Text that is already JSON: written unchanged, byte for byte. The host refuses a body that is not valid JSON.
struct RawJson {
  std::string_view text;  // borrowed
};

namespace detail {

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;

// The length in bytes of the UTF-8 character at the start of `text`, or 0 if it is not valid (RFC 3629: no overlong
// forms, no surrogates). REQUIRES: text is not empty.
inline std::size_t utf8_length(std::string_view text) {
  assert(!text.empty());
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    return 1;
  }
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) {
    return 0;
  }
  const unsigned char least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < least || byte(1) > most) {
    return 0;
  }
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return 0;
    }
  }
  return length;
}

// Appends the first character of `text`, escaped for a JSON string. Returns its length in bytes in `text`.
template <class Text>
std::size_t append_character(Text& out, std::string_view text) {
  const char c = text.front();
  if (c == '"' || c == '\\') {
    out.push_back('\\');
    out.push_back(c);
    return 1;
  }
  if (static_cast<unsigned char>(c) < 0x20) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out.append("\\u00");
    out.push_back(kHex[static_cast<std::size_t>(c) >> 4]);
    out.push_back(kHex[static_cast<std::size_t>(c) & 0xF]);
    return 1;
  }
  const std::size_t length = utf8_length(text);
  if (length == 0) {
    out.append("\xEF\xBF\xBD");
    return 1;
  }
  out.append(text.substr(0, length));
  return length;
}

template <class Text>
void append_quoted(Text& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    std::uint64_t bits = 0;
    const char* const end = skip_plain(text.data(), text.data() + text.size(), bits);
    if ((bits & kHighBits) == 0) {
      const auto plain = static_cast<std::size_t>(end - text.data());
      out.append(text.substr(0, plain));
      text.remove_prefix(plain);
    }
    while (text.data() < end) {
      text.remove_prefix(append_character(out, text));
    }
    if (!text.empty()) {
      text.remove_prefix(append_character(out, text));
    }
  }
  out.push_back('"');
}

}  // namespace detail

// Appends `text` as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD, so the result is always valid.
inline void append_json_string(std::string& out, std::string_view text) {
  detail::append_quoted(out, text);
}
inline void append_json_string(TextBuffer& out, std::string_view text) {
  char* const to = out.room(text.size() + 2);
  if (!detail::copy_if_plain(to + 1, text)) {
    detail::append_quoted(out, text);
    return;
  }
  to[0] = to[text.size() + 1] = '"';
  out.grow_to(to + text.size() + 2);
}

// The writer adds commas and quotes. The caller must use a valid order of calls: a begin for every end, a key before
// every value of an object.
//
//   JsonWriter w;
//   w.begin_object().member("type", "read_ok");
//   w.key("messages").begin_array().value(1).value(2).end_array();
//   w.end_object();
//
//   w.text()   // {"type":"read_ok","messages":[1,2]}
class JsonWriter {
 public:
  // Each of these four writes a bracket; write the contents between them.
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  // The name of an object's member, whose value comes next.
  JsonWriter& key(std::string_view name) {
    char* to = out_.room(name.size() + 4);
    if (needs_comma_) {
      *to++ = ',';
    }
    *to++ = '"';
    if (!detail::copy_if_plain(to, name)) {
      return unusual_key(name);
    }
    to += name.size();
    *to++ = '"';
    *to++ = ':';
    out_.grow_to(to);
    needs_comma_ = false;
    return *this;
  }

  // Each `value` writes one: text as a JSON string, a null pointer as null, a number with all of its digits.
  JsonWriter& value(std::string_view text) {
    comma();
    append_json_string(out_, text);
    return *this;
  }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(RawJson json) { return literal(json.text); }
  JsonWriter& value(std::nullptr_t) { return literal("null"); }
  JsonWriter& value(std::same_as<bool> auto flag) { return literal(flag ? "true" : "false"); }
  JsonWriter& value(detail::Integer auto number) { return digits(number); }
  // Throws std::invalid_argument for an infinity or a NaN, which JSON does not have.
  JsonWriter& value(std::floating_point auto number) {
    if (!std::isfinite(number)) {
      throw std::invalid_argument("JSON has no infinity and no NaN");
    }
    return digits(number);
  }

  // A name and its value.
  template <class Value>
  JsonWriter& member(std::string_view name, const Value& v) {
    return key(name).value(v);
  }

  // The text written so far; valid until the next call.
  std::string_view text() const { return out_.text(); }

  // Clears the text and keeps the memory, unless the text was unusually long.
  void clear() {
    constexpr std::size_t kUnusual = std::size_t{1} << 20;
    if (out_.capacity() > kUnusual) {
      out_ = TextBuffer();
    }
    out_.clear();
    needs_comma_ = false;
  }

 private:
  void comma() {
    if (needs_comma_) {
      out_.push_back(',');
    }
    needs_comma_ = true;
  }
  JsonWriter& unusual_key(std::string_view name) {
    comma();
    append_json_string(out_, name);
    out_.push_back(':');
    needs_comma_ = false;
    return *this;
  }
  JsonWriter& open(char c) {
    comma();
    out_.push_back(c);
    needs_comma_ = false;
    return *this;
  }
  JsonWriter& close(char c) {
    out_.push_back(c);
    needs_comma_ = true;
    return *this;
  }
  JsonWriter& literal(std::string_view text) {
    comma();
    out_.append(text);
    return *this;
  }
  JsonWriter& digits(auto number) {
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    return literal({buffer, static_cast<std::size_t>(end - buffer)});
  }

  TextBuffer out_;
  bool needs_comma_ = false;
};

}  // namespace maelstrom
