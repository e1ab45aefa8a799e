// The body of an outgoing message: a type and members, or existing JSON. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <nlohmann/json.hpp>

#include <maelstrom/document.hpp>
#include <maelstrom/json.hpp>
#include <maelstrom/json_writer.hpp>

namespace maelstrom {

// A whole body: a document, a writer or JSON text. A JSON object on one line, with a string type. Only the host sets
// msg_id and in_reply_to.
template <class T>
concept Body = std::same_as<T, nlohmann::json> || std::same_as<T, Document> || std::same_as<T, JsonWriter> ||
    std::same_as<T, JsonText> || std::same_as<T, RawJson>;

namespace detail {

// Types that a Member stores directly, at low cost; all others are converted when they are written.
template <class T>
concept SimpleMember =
    Text<T> || std::convertible_to<const T&, RawJson> || std::is_arithmetic_v<T> || std::same_as<T, std::nullptr_t>;

// A value of any type, borrowed, and how it is written.
struct BorrowedValue {
  const void* value;
  void (*write)(JsonWriter& writer, const void* value);
};

}  // namespace detail

// One member of a body: a name, and a value of any type that JsonText::of accepts.
//
//   request.reply("read_ok", {{"key", "k"}, {"messages", messages_}, {"value", RawJson{bytes}}, {"ids", {1, 2, 3}}});
//
// Text, containers and documents are borrowed until the body has been written: create a Member where it is used.
struct Member {
  // n: the name; second argument: the value, text as a JSON string.
  template <detail::Text Text>
  Member(std::string_view n, const Text& text) : name(n), value(std::string_view(text)) {}
  Member(std::string_view n, RawJson json) : name(n), value(json) {}
  Member(std::string_view n, std::nullptr_t) : name(n), value(nullptr) {}
  Member(std::string_view n, std::same_as<bool> auto flag) : name(n), value(flag) {}
  template <detail::Integer Number>
  Member(std::string_view n, Number number) : name(n) {
    if constexpr (std::signed_integral<Number>) {
      value = std::int64_t{number};
    } else {
      value = std::uint64_t{number};
    }
  }
  Member(std::string_view n, std::floating_point auto number) : name(n), value(static_cast<double>(number)) {}
  template <class T>
  requires(!detail::SimpleMember<T>) Member(std::string_view n, const T& any)
      : name(n), value(detail::BorrowedValue{std::addressof(any), [](JsonWriter& writer, const void* borrowed) {
                                               detail::write_json(writer, *static_cast<const T*>(borrowed));
                                             }}) {}
  template <class T>
  Member(std::string_view n, const std::initializer_list<T>& list)
      : name(n), value(detail::BorrowedValue{std::addressof(list), [](JsonWriter& writer, const void* borrowed) {
                                               using List = std::initializer_list<T>;
                                               detail::write_json(writer, *static_cast<const List*>(borrowed));
                                             }}) {}

  std::string_view name;  // borrowed
  // One of the JSON types; text is borrowed.
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string_view, RawJson,
               detail::BorrowedValue>
      value;
};

namespace detail {

// The text of a body: its own, or in `buffer`.
inline std::string_view body_text(const Body auto& body, std::string& buffer) {
  using T = std::remove_cvref_t<decltype(body)>;
  if constexpr (std::same_as<T, nlohmann::json> || std::same_as<T, Document>) {
    return buffer = body.dump();
  } else if constexpr (std::same_as<T, RawJson>) {
    return body.text;
  } else {
    return body.text();
  }
}

[[noreturn]] inline void reject_type(std::string_view type) {
  throw std::invalid_argument("the type of a message was expected, not JSON text: " + json_excerpt(type) +
                              "; a body that is text is given as RawJson{text}");
}

// Begins the body of a message. Throws std::invalid_argument if `type` is a whole body.
inline void begin_body(JsonWriter& writer, std::string_view type) {
  if (type.starts_with('{')) {
    reject_type(type);
  }
  writer.clear();
  writer.begin_object().member("type", type);
}

// Writes the body of a message. Returns it; valid until the writer is used again.
inline std::string_view write_body(JsonWriter& writer, std::string_view type, std::initializer_list<Member> members) {
  begin_body(writer, type);
  for (const Member& member : members) {
    const auto write = [&writer, &member](const auto& value) {
      if constexpr (std::same_as<std::remove_cvref_t<decltype(value)>, BorrowedValue>) {
        writer.key(member.name);
        value.write(writer, value.value);
      } else {
        writer.member(member.name, value);
      }
    };
    std::visit(write, member.value);
  }
  return writer.end_object().text();
}

// The same from alternating names and values.
template <class... NamesAndValues>
std::string_view write_body(JsonWriter& writer, std::string_view type, const NamesAndValues&... names_and_values) {
  begin_body(writer, type);
  write_members(writer, names_and_values...);
  return writer.end_object().text();
}

// Alternating names and values, optionally followed by a timeout.
inline void write_members_and_timeout(JsonWriter& /*writer*/, std::chrono::nanoseconds& /*timeout*/) {}
inline void write_members_and_timeout(JsonWriter& /*writer*/, std::chrono::nanoseconds& timeout,
                                      std::chrono::nanoseconds given) {
  timeout = given;
}
template <Text Name>
void write_members_and_timeout(JsonWriter& writer, std::chrono::nanoseconds& /*timeout*/, const Name& name) {
  write_members(writer, name);
}
template <class Name, class Value, class... Rest>
void write_members_and_timeout(JsonWriter& writer, std::chrono::nanoseconds& timeout, const Name& name,
                               const Value& value, const Rest&... rest) {
  write_members(writer, name, value);
  write_members_and_timeout(writer, timeout, rest...);
}

// A received body without the ids that the host sets, for forwarding.
inline JsonText without_message_ids(std::string_view body) {
  JsonWriter writer;
  writer.begin_object();
  for_each_member(body, [&writer](std::string_view name, std::string_view value) {
    if (!is_escaped_form_of(name, "msg_id") && !is_escaped_form_of(name, "in_reply_to")) {
      writer.key(unescaped(name)).value(RawJson{value});
    }
    return true;
  });
  writer.end_object();
  return JsonText(std::string(writer.text()));
}

}  // namespace detail

}  // namespace maelstrom
