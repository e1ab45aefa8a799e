// Converts between JSON text and C++ values, without losing digits.
//
// A member of a body stays text until it is converted: an integer is read from its digits, never through a double, and
// a value outside every C++ type (1e400, 2^64, a duplicate key) can be passed on as RawJson or JsonText. No function
// reads beyond the end of a text, for any input, but results are meaningful only for valid JSON. All JSON from the host
// is valid. [any-thread]
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <maelstrom/json_writer.hpp>

namespace maelstrom {

class Document;

// JSON text that owns its bytes (RawJson borrows them), for values of a message that a plugin keeps or passes on. Two
// are equal if their bytes are equal.
//
//   const JsonText value = co_await lin_kv().read("k");   // any value
//   request.reply("read_ok", {{"value", value}});         // byte for byte
class JsonText {
 public:
  // null
  JsonText() : text_("null") {}

  // Takes text that is already JSON; it is not checked.
  explicit JsonText(std::string text) : text_(std::move(text)) {}
  explicit JsonText(RawJson json) : text_(json.text) {}

  // The JSON of a C++ value: nullptr, a bool, a number, text, an optional, a container, a pair or a tuple of these, a
  // JsonText, an nlohmann::json, and every type that nlohmann/json can convert (to_json). A map with text keys becomes
  // an object, any other map an array of pairs. Throws std::invalid_argument for an infinity or a NaN.
  template <class T>
  static JsonText of(const T& value);

  // The JSON text.
  const std::string& text() const { return text_; }

  // The value as a T; see JsonAs for the types. Throws std::invalid_argument with the expected type if it is not a T.
  template <class T>
  T as() const;

  // Borrows the bytes, for JsonWriter and Member.
  operator RawJson() const { return {text_}; }  // NOLINT(google-explicit-constructor): a RawJson that owns its bytes

  // Whether the bytes are equal.
  friend bool operator==(const JsonText&, const JsonText&) = default;

 private:
  std::string text_;
};

namespace detail {

constexpr std::size_t skip_space(std::string_view json, std::size_t at) {
  while (at < json.size() && (json[at] == ' ' || json[at] == '\t' || json[at] == '\n' || json[at] == '\r')) {
    ++at;
  }
  return at;
}

// The position after the string that begins at `at`.
constexpr std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    at += json[at] == '\\' ? 1 : 0;
  }
  return at < json.size() ? at + 1 : json.size();
}

// The position after the value that begins at `at`.
constexpr std::size_t end_of_value(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = end_of_string(json, at);
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at;
    } else if (c == '}' || c == ']') {
      depth -= depth == 0 ? 0 : 1;
      ++at;
    } else {  // a number or a literal; inside of a container, its punctuation too
      constexpr std::string_view kStructure = "\"{}[]";
      at = std::min(json.find_first_of(depth == 0 ? std::string_view(",:}] \t\n\r") : kStructure, at + 1), json.size());
    }
    if (depth == 0) {
      break;
    }
  }
  return at;
}

// The text from `begin` to `end`.
constexpr std::string_view between(std::string_view text, std::size_t begin, std::size_t end) {
  return text.substr(begin, end - begin);
}

// Appends a character in UTF-8.
inline void append_utf8(std::string& out, std::uint32_t code_point) {
  const auto byte = [&out](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0 | code_point >> 6);
    byte(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    byte(0xE0 | code_point >> 12);
    byte(0x80 | (code_point >> 6 & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  } else {
    byte(0xF0 | code_point >> 18);
    byte(0x80 | (code_point >> 12 & 0x3F));
    byte(0x80 | (code_point >> 6 & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  }
}

// The value of the four hexadecimal digits at `at`; 0 if they are missing.
inline std::uint32_t hex4(std::string_view text, std::size_t at) {
  std::uint32_t value = 0;
  if (at + 4 <= text.size()) {
    std::from_chars(text.data() + at, text.data() + at + 4, value, 16);
  }
  return value;
}

// The string that `escaped`, the bytes between the quotes of a JSON string, stands for.
inline std::string unescaped(std::string_view escaped) {
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kCharacters = "\b\f\n\r\t";
  std::string out;
  std::size_t at = 0;
  for (;;) {
    const std::size_t plain_end = std::min(escaped.find('\\', at), escaped.size());
    out += between(escaped, at, plain_end);
    if (plain_end + 1 >= escaped.size()) {
      return out;
    }
    const char c = escaped[plain_end + 1];
    at = plain_end + 2;
    if (c != 'u') {
      const std::size_t letter = kLetters.find(c);
      out.push_back(letter == std::string_view::npos ? c : kCharacters[letter]);
      continue;
    }
    std::uint32_t code_point = hex4(escaped, at);
    at = std::min(at + 4, escaped.size());
    if (code_point >= 0xD800 && code_point < 0xDC00) {  // the first half of a pair
      code_point = 0x10000 + ((code_point - 0xD800) << 10) + ((hex4(escaped, at + 2) - 0xDC00) & 0x3FF);
      at = std::min(at + 6, escaped.size());
    }
    append_utf8(out, code_point);
  }
}

// Calls on_element(the bytes of a value) for each element of an array. Returns false if `json` is not an array, or as
// soon as on_element does.
template <class OnElement>
bool for_each_element(std::string_view json, OnElement&& on_element) {
  std::size_t at = skip_space(json, 0);
  if (at == json.size() || json[at] != '[') {
    return false;
  }
  at = skip_space(json, at + 1);
  while (at < json.size() && json[at] != ']') {
    const std::size_t end = end_of_value(json, at);
    if (!on_element(between(json, at, end))) {
      return false;
    }
    at = skip_space(json, end);
    at = at < json.size() && json[at] == ',' ? skip_space(json, at + 1) : at;
  }
  return true;
}

// Whether `escaped`, the bytes between the quotes of a JSON string, stands for `text`.
inline bool is_escaped_form_of(std::string_view escaped, std::string_view text) {
  return escaped.find('\\') == std::string_view::npos ? escaped == text : unescaped(escaped) == text;
}

// Calls on_member(the bytes between the quotes of its name, the bytes of its value) for each member of an object.
// Returns false if `json` is not an object, or as soon as on_member does.
template <class OnMember>
bool for_each_member(std::string_view json, OnMember&& on_member) {
  std::size_t at = skip_space(json, 0);
  if (at == json.size() || json[at] != '{') {
    return false;
  }
  at = skip_space(json, at + 1);
  while (at < json.size() && json[at] == '"') {
    const std::size_t name_end = end_of_string(json, at);
    const std::string_view escaped = between(json, at + 1, std::max(at + 1, name_end - 1));
    at = skip_space(json, name_end);
    at = skip_space(json, std::min(at + 1, json.size()));  // the colon
    const std::size_t value_end = end_of_value(json, at);
    if (!on_member(escaped, between(json, at, value_end))) {
      return false;
    }
    at = skip_space(json, value_end);
    at = at < json.size() && json[at] == ',' ? skip_space(json, at + 1) : at;
  }
  return true;
}

}  // namespace detail

// The exact bytes of an object's member `name`; of duplicates, the last. nullopt if it is missing, or `object` is not
// an object.
//
//   find_member(RawJson{R"({"a":{"b":1}})"}, "a")->text   // {"b":1}
inline std::optional<RawJson> find_member(RawJson object, std::string_view name) {
  std::optional<RawJson> found;
  detail::for_each_member(object.text, [&found, name](std::string_view escaped, std::string_view value) {
    if (detail::is_escaped_form_of(escaped, name)) {
      found = RawJson{value};
    }
    return true;
  });
  return found;
}

// The most levels of arrays and objects of a text that is passed to nlohmann/json. That library uses stack for each
// level when it copies, compares or writes a document, so a line of 100,000 brackets would crash the process. Deeper
// text is refused (error 12) by Message::body and by those JsonAs that use nlohmann/json; RawJson and JsonText accept
// it. The current host refuses a line with more than 1000 levels; older hosts do not.
inline constexpr std::size_t kMostNesting = 1000;

namespace detail {

// Whether `json` nests deeper than kMostNesting.
constexpr bool nests_too_deep(std::string_view json) {
  if (json.size() <= 2 * kMostNesting) {  // each level has two brackets
    return false;
  }
  std::size_t depth = 0;
  for (std::size_t at = 0; at < json.size() && depth <= kMostNesting;) {
    const char c = json[at];
    depth += c == '{' || c == '[' ? 1 : 0;
    depth -= (c == '}' || c == ']') && depth != 0 ? 1 : 0;
    at = c == '"' ? end_of_string(json, at) : at + 1;
  }
  return depth > kMostNesting;
}

// A document of nlohmann/json, or nullopt if that library cannot hold the text.
inline std::optional<nlohmann::json> parse_document(std::string_view json) {
  if (nests_too_deep(json)) {
    return std::nullopt;
  }
  nlohmann::json value = nlohmann::json::parse(json, nullptr, false);
  return value.is_discarded() ? std::nullopt : std::optional(std::move(value));
}

// A T that has a from_json or a to_json for nlohmann/json.
template <class T>
concept HasFromJson = requires(const nlohmann::json& json, T& value) {
  from_json(json, value);
};
template <class T>
concept HasToJson = requires(nlohmann::json& json, const T& value) {
  to_json(json, value);
};

template <class T>
concept Text = std::convertible_to<const T&, std::string_view>;

// Containers like those of the standard library. A JSON object becomes a map with string keys; an array becomes any
// other container.
template <class T>
concept Container = !Text<T> && requires(T & values, typename T::value_type value) {
  values.insert(values.end(), std::move(value));
};
template <class T>
concept ReadableMap = Container<T> && !HasFromJson<T> && std::same_as<typename T::key_type, std::string> &&
                      requires(T & map, std::string key, typename T::mapped_type value) {
  map.insert_or_assign(std::move(key), std::move(value));
};
template <class T>
concept ReadableSequence = Container<T> && !HasFromJson<T> && !requires {
  typename T::mapped_type;
};

}  // namespace detail

// How a T is read from JSON: `decode` returns the value, or nullopt if the text is not a T; `expected` describes the
// accepted values, for an error text. Defined for bool, integers, floating-point numbers, std::string, JsonText,
// nlohmann::json, and for optionals, vectors, sets, lists and maps (with string keys) of these; any other T is read
// with nlohmann/json (from_json), so a workload's own structs work. Integers are exact: 1.0 and 1e3 are not integers,
// and an integer outside the range of T is an error.
template <class T>
struct JsonAs {
  // The accepted values, for the text of an error.
  static std::string expected() { return "what the workload can read"; }
  // The value, or nullopt if `json` is not a T.
  static std::optional<T> decode(std::string_view json) {
    const std::optional<nlohmann::json> document = detail::parse_document(json);
    if (!document) {
      return std::nullopt;
    }
    try {
      return document->get<T>();
    } catch (const nlohmann::json::exception&) {
      return std::nullopt;
    }
  }
};

template <>
struct JsonAs<bool> {
  static std::string expected() { return "true or false"; }
  static std::optional<bool> decode(std::string_view json) {
    return json == "true" || json == "false" ? std::optional(json == "true") : std::nullopt;
  }
};

template <detail::Integer T>
struct JsonAs<T> {
  static std::string expected() {
    return "an integer from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
           std::to_string(std::numeric_limits<T>::max());
  }
  static std::optional<T> decode(std::string_view json) {
    T value = 0;
    const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), value);
    return error == std::errc() && end == json.data() + json.size() ? std::optional(value) : std::nullopt;
  }
};

template <std::floating_point T>
struct JsonAs<T> {
  static std::string expected() { return "a number that a double can hold"; }
  static std::optional<T> decode(std::string_view json) {
    if (json.empty() || (json.front() != '-' && (json.front() < '0' || json.front() > '9'))) {
      return std::nullopt;
    }
    const nlohmann::json value = nlohmann::json::parse(json, nullptr, false);
    return value.is_number() ? std::optional(value.get<T>()) : std::nullopt;
  }
};

template <>
struct JsonAs<std::string> {
  static std::string expected() { return "a string"; }
  static std::optional<std::string> decode(std::string_view json) {
    if (json.size() < 2 || json.front() != '"') {
      return std::nullopt;
    }
    return detail::unescaped(json.substr(1, json.size() - 2));
  }
};

template <>
struct JsonAs<JsonText> {
  static std::string expected() { return "a value"; }
  static std::optional<JsonText> decode(std::string_view json) { return JsonText(RawJson{json}); }
};

template <>
struct JsonAs<nlohmann::json> {
  static std::string expected() {
    return "a value without a number beyond a double, nested at most " + std::to_string(kMostNesting) + " levels deep";
  }
  static std::optional<nlohmann::json> decode(std::string_view json) { return detail::parse_document(json); }
};

template <class T>
struct JsonAs<std::optional<T>> {
  static std::string expected() { return "null or " + JsonAs<T>::expected(); }
  static std::optional<std::optional<T>> decode(std::string_view json) {
    if (json == "null") {
      return std::optional<T>();
    }
    std::optional<T> value = JsonAs<T>::decode(json);
    return value ? std::optional<std::optional<T>>(std::move(value)) : std::nullopt;
  }
};

template <detail::ReadableSequence T>
struct JsonAs<T> {
  using Element = typename T::value_type;
  static std::string expected() { return "an array, each element " + JsonAs<Element>::expected(); }
  static std::optional<T> decode(std::string_view json) {
    T values;
    const bool all = detail::for_each_element(json, [&values](std::string_view element) {
      std::optional<Element> value = JsonAs<Element>::decode(element);
      if (!value) {
        return false;
      }
      values.insert(values.end(), *std::move(value));
      return true;
    });
    return all ? std::optional(std::move(values)) : std::nullopt;
  }
};

template <detail::ReadableMap T>
struct JsonAs<T> {
  using Mapped = typename T::mapped_type;
  static std::string expected() { return "an object, each member " + JsonAs<Mapped>::expected(); }
  static std::optional<T> decode(std::string_view json) {
    T values;
    const bool all = detail::for_each_member(json, [&values](std::string_view name, std::string_view member) {
      std::optional<Mapped> value = JsonAs<Mapped>::decode(member);
      if (!value) {
        return false;
      }
      values.insert_or_assign(detail::unescaped(name), *std::move(value));
      return true;
    });
    return all ? std::optional(std::move(values)) : std::nullopt;
  }
};

namespace detail {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
concept WriterTakes = requires(JsonWriter& writer, const T& value) {
  writer.value(value);
};

template <class T>
concept Range = requires(const T& values) {
  std::begin(values) != std::end(values);
};
template <class T>
concept Tuple = requires {
  std::tuple_size<T>::value;
};
template <class T>
concept TextMap = Range<T> && Text<typename T::key_type> && requires {
  typename T::mapped_type;
};

template <class T>
void write_json(JsonWriter& writer, const T& value);
inline void write_json(JsonWriter& writer, const Document& document);  // in document.hpp

// The caller writes the brackets.
template <class T>
void write_elements(JsonWriter& writer, const T& values) {
  if constexpr (TextMap<T>) {
    for (const auto& [name, value] : values) {
      writer.key(std::string_view(name));
      write_json(writer, value);
    }
  } else if constexpr (std::same_as<T, std::vector<bool>>) {
    for (const bool value : values) {
      writer.value(value);
    }
  } else if constexpr (Range<T>) {
    for (const auto& value : values) {
      static_assert(!std::same_as<std::remove_cvref_t<decltype(value)>, T>, "a range of ranges of itself has no JSON");
      write_json(writer, value);
    }
  } else {
    std::apply([&writer](const auto&... elements) { (write_json(writer, elements), ...); }, values);
  }
}

// Writes any value that JsonText::of accepts.
template <class T>
void write_json(JsonWriter& writer, const T& value) {
  if constexpr (std::same_as<T, nlohmann::json>) {
    writer.value(RawJson{value.dump()});
  } else if constexpr (WriterTakes<T>) {
    writer.value(value);
  } else if constexpr (std::same_as<T, std::nullopt_t>) {
    writer.value(nullptr);
  } else if constexpr (IsOptional<T>::value) {
    value ? write_json(writer, *value) : static_cast<void>(writer.value(nullptr));
  } else if constexpr (!HasToJson<T> && TextMap<T>) {
    writer.begin_object();
    write_elements(writer, value);
    writer.end_object();
  } else if constexpr (!HasToJson<T> && (Range<T> || Tuple<T>)) {
    writer.begin_array();
    write_elements(writer, value);
    writer.end_array();
  } else {
    constexpr bool kHasJson = std::is_constructible_v<nlohmann::json, const T&>;
    static_assert(kHasJson,
                  "this type has no JSON: give a bool, a number, text, a container of these, a JsonText or an "
                  "nlohmann::json, or write void to_json(nlohmann::json&, const T&) beside the type");
    if constexpr (kHasJson) {
      writer.value(RawJson{nlohmann::json(value).dump()});
    }
  }
}

// The beginning of a JSON text, for the text of an error.
inline std::string json_excerpt(std::string_view json) {
  constexpr std::size_t kLength = 60;
  return json.size() <= kLength ? std::string(json) : std::string(json.substr(0, kLength)) + "...";
}

inline void write_members(JsonWriter& /*writer*/) {}

template <class Name>
void write_members(JsonWriter& /*writer*/, const Name& /*name*/) {
  static_assert(sizeof(Name) == 0, "members are names and values in turn, and the last name has no value");
}

template <class Name, class Value, class... Rest>
void write_members(JsonWriter& writer, const Name& name, const Value& value, const Rest&... rest) {
  static_assert(Text<Name>, "members are names and values in turn, and this name is no text");
  if constexpr (Text<Name>) {
    writer.key(std::string_view(name));
  }
  write_json(writer, value);
  write_members(writer, rest...);
}

}  // namespace detail

template <class T>
JsonText JsonText::of(const T& value) {
  JsonWriter writer;
  detail::write_json(writer, value);
  return JsonText(std::string(writer.text()));
}

template <class T>
T JsonText::as() const {
  std::optional<T> value = JsonAs<T>::decode(text_);
  if (!value) {
    throw std::invalid_argument("expected " + JsonAs<T>::expected() + ", not " + detail::json_excerpt(text_));
  }
  return *std::move(value);
}

// An object from alternating names and values, of any type that JsonText::of accepts. For the body of an rpc inside a
// co_await expression: GCC before 13 cannot compile a braced list there.
//
//   const Reply reply = co_await rpc("n2", json_object("type", "vote", "term", term_));
template <class... NamesAndValues>
JsonText json_object(const NamesAndValues&... names_and_values) {
  JsonWriter writer;
  writer.begin_object();
  detail::write_members(writer, names_and_values...);
  writer.end_object();
  return JsonText(std::string(writer.text()));
}

}  // namespace maelstrom
