// A message's body as a document of nlohmann/json that is safe to read.
//
// On a const document, nlohmann/json's own operator[] must not be called for a missing member: it reads beyond its
// data. This one throws an Error that names the member, which is the right answer to a client that left it out. [loop]
#pragma once

#include <maelstrom/language.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

#include <maelstrom/error.hpp>
#include <maelstrom/json.hpp>
#include <maelstrom/json_writer.hpp>

namespace maelstrom {

class Document;

namespace detail {

struct DocumentRoot;

// The message that something was read from, for the text of an error.
struct Origin {
  bool is_request;
  std::string_view type;  // borrowed, like src
  std::string_view src;

  // The cause of a wrong member: the sender's mistake in a request; in a reply, not a mistake of our client.
  ErrorCode malformed() const { return is_request ? ErrorCode::kMalformedRequest : ErrorCode::kCrash; }
  std::string text() const {
    return is_request ? "a message of type " + std::string(type)
                      : "a reply of type " + std::string(type) + " from " + std::string(src);
  }
};

// The types that nlohmann::json converts to implicitly, except another nlohmann::json, which to_json creates.
template <class T>
concept DocumentConvertsTo =
    !std::same_as<T, nlohmann::json> && !std::same_as<T, Document> && !std::same_as<T, char> && !std::is_pointer_v<T> &&
    !std::same_as<T, std::nullptr_t> && !std::same_as<T, std::string_view> &&
    std::is_convertible_v<const nlohmann::json&, T> && requires(const nlohmann::json& json) {
  json.get<T>();
};

}  // namespace detail

// A body, or a value in it, with the interface of nlohmann::json. It borrows the message: to keep a value, convert it
// to a C++ type or to nlohmann::json. A missing member, or one of another type, throws an Error with its name, as
// Message::get does.
//
//   const std::string name = request.body()["user"]["name"];      // error 12: needs the field user.name
//   for (const auto& message : request.body()["messages"]) {
//     messages_.push_back(message);                                // a vector of nlohmann::json
//   }
//
// A `const nlohmann::json&` bound to it is a copy with the operator[] of nlohmann/json: use `const auto&`.
class Document {
 public:
  class Iterator;
  class Items;

  // value: a part of the document of `root`; both must outlive this object.
  Document(const nlohmann::json& value, const detail::DocumentRoot& root) : value_(&value), root_(&root) {}

  // The value itself, for the other functions of nlohmann/json.
  const nlohmann::json& json() const { return *value_; }

  // An object's member, or an array's element. Throws Error if it is missing, or if this is not an object or array.
  inline Document at(std::string_view name) const;
  template <std::integral Index>
  Document at(Index index) const {
    return element(index < 0 ? static_cast<std::size_t>(-1) : static_cast<std::size_t>(index));
  }
  Document operator[](std::string_view name) const { return at(name); }
  Document operator[](const char* name) const { return at(std::string_view(name)); }
  Document operator[](const std::string& name) const { return at(std::string_view(name)); }
  template <std::integral Index>
  Document operator[](Index index) const {
    return at(index);
  }

  // Whether this is an object that has the member.
  bool contains(std::string_view name) const {
    return value_->is_object() && value_->find(std::string(name)) != value_->end();
  }

  // The member as a T, or `fallback` if it is missing. Throws Error if it is not a T, or this is not an object.
  template <class T>
  auto value(std::string_view name, const T& fallback) const {
    using Value = std::conditional_t<detail::Text<T>, std::string, T>;
    return value_->is_object() && !contains(name) ? Value(fallback) : at(name).template get<Value>();
  }

  // The value as a T, by nlohmann/json's rules. Throws Error if it is not a T.
  template <class T>
  T get() const {
    return converted([this] { return value_->template get<T>(); });
  }
  template <class T>
  T& get_to(T& to) const {
    converted([this, &to] { return &value_->get_to(to); });
    return to;
  }
  template <class T>
  const std::remove_reference_t<T>& get_ref() const {
    return *converted([this] { return &value_->template get_ref<const std::remove_reference_t<T>&>(); });
  }
  template <detail::DocumentConvertsTo T>
  operator T() const {  // NOLINT(google-explicit-constructor): as nlohmann/json does
    return get<T>();
  }

  // Its elements or members, each of them a Document.
  inline Iterator begin() const;
  inline Iterator end() const;
  inline Iterator find(std::string_view name) const;
  // Its members with their names: for (const auto& [name, value] : body["topology"].items()).
  inline Items items() const;

  // Its type, as in nlohmann/json.
  std::size_t size() const { return value_->size(); }
  bool empty() const { return value_->empty(); }
  nlohmann::json::value_t type() const { return value_->type(); }
  const char* type_name() const { return value_->type_name(); }
  bool is_object() const { return value_->is_object(); }
  bool is_array() const { return value_->is_array(); }
  bool is_structured() const { return value_->is_structured(); }
  bool is_primitive() const { return value_->is_primitive(); }
  bool is_null() const { return value_->is_null(); }
  bool is_boolean() const { return value_->is_boolean(); }
  bool is_string() const { return value_->is_string(); }
  bool is_number() const { return value_->is_number(); }
  bool is_number_integer() const { return value_->is_number_integer(); }
  bool is_number_unsigned() const { return value_->is_number_unsigned(); }
  bool is_number_float() const { return value_->is_number_float(); }
  std::string dump(int indent = -1) const { return value_->dump(indent); }

  // Whether both values are equal.
  friend bool operator==(const Document& a, const Document& b) { return *a.value_ == *b.value_; }
  template <class T>
  requires(!std::same_as<T, Document>) friend bool operator==(const Document& a, const T& b) { return *a.value_ == b; }

  // The value as text, and as an nlohmann::json: a copy.
  friend std::ostream& operator<<(std::ostream& out, const Document& document) { return out << *document.value_; }
  friend void to_json(nlohmann::json& to, const Document& document) { to = *document.value_; }

 private:
  inline Document element(std::size_t index) const;

  // A description of this field: "the field user.name of a message of type ask".
  inline std::string what_it_is() const;
  // The path from the body to this value, and to a member of it.
  inline std::string path() const;
  std::string path_of(std::string_view member) const {
    const std::string own = path();
    return own.empty() ? std::string(member) : own + "." + std::string(member);
  }
  [[noreturn]] inline void fail(const std::string& text) const;

  template <class Convert>
  auto converted(Convert&& convert) const {
    try {
      return convert();
    } catch (const nlohmann::json::exception& e) {
      const std::string_view text = e.what();  // "[json.exception.type_error.302] type must be number, but is array"
      const std::size_t number_end = text.find("] ");
      fail(what_it_is() + ": " + std::string(text.substr(number_end == std::string_view::npos ? 0 : number_end + 2)));
    }
  }

  const nlohmann::json* value_;
  const detail::DocumentRoot* root_;
};

namespace detail {

// A whole body and its origin. Not movable.
struct DocumentRoot {
  DocumentRoot(nlohmann::json document, Origin from) : value(std::move(document)), origin(from), whole(value, *this) {}
  DocumentRoot(const DocumentRoot&) = delete;
  DocumentRoot& operator=(const DocumentRoot&) = delete;

  nlohmann::json value;
  Origin origin;
  Document whole;
};

// Appends the path from a value to another inside it, such as users[3].name. Returns false if it is not inside. The
// recursion is bounded: no document nests deeper than kMostNesting.
inline bool append_path(std::string& path, const nlohmann::json& from, const nlohmann::json* to) {
  if (&from == to) {
    return true;
  }
  const std::size_t size = path.size();
  std::size_t index = 0;
  for (auto at = from.begin(); from.is_structured() && at != from.end(); ++at, ++index) {
    path += from.is_array() ? "[" + std::to_string(index) + "]" : (size == 0 ? "" : ".") + at.key();
    if (append_path(path, *at, to)) {
      return true;
    }
    path.resize(size);
  }
  return false;
}

inline void write_json(JsonWriter& writer, const Document& document) {
  writer.value(RawJson{document.json().dump()});
}

}  // namespace detail

// Iterates over an array's elements or an object's members.
class Document::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;  // NOLINT(readability-identifier-naming): the language's names
  using value_type = Document;                        // NOLINT(readability-identifier-naming)
  using difference_type = std::ptrdiff_t;             // NOLINT(readability-identifier-naming)
  using pointer = const Document*;                    // NOLINT(readability-identifier-naming)
  using reference = const Document&;                  // NOLINT(readability-identifier-naming)

  // at: in the document of `root`; both must outlive this object.
  Iterator(const nlohmann::json::const_iterator& at, const detail::DocumentRoot& root) : at_(at), root_(&root) {}

  // The element or member. The reference is valid until the iterator moves or ends.
  const Document& operator*() const { return current_.emplace(*at_, *root_); }
  const Document* operator->() const { return &**this; }
  const Document& value() const { return **this; }
  // The name of an object's member.
  const std::string& key() const { return at_.key(); }

  // Moves to the next one, in the order of nlohmann::json.
  Iterator& operator++() {
    ++at_;
    return *this;
  }
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }

  // Whether both are at the same place of one document.
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

 private:
  nlohmann::json::const_iterator at_;
  const detail::DocumentRoot* root_;
  mutable std::optional<Document> current_;
};

// The members of an object with their names, or the elements of an array with their indexes.
class Document::Items {
 public:
  // A name and its value; works with structured bindings.
  class Item {
   public:
    // name: the member's name, or the element's index.
    Item(std::string name, const Document& value) : key_(std::move(name)), value_(value) {}

    // The two parts.
    const std::string& key() const { return key_; }
    const Document& value() const { return value_; }

    // Part 0 is the key, part 1 the value.
    template <std::size_t kPart>
    const auto& get() const {
      if constexpr (kPart == 0) {
        return key_;
      } else {
        return value_;
      }
    }

   private:
    std::string key_;
    Document value_;
  };

  // Iterates over the items.
  class Iterator {
   public:
    // is_array: the names are indexes, from 0.
    Iterator(Document::Iterator at, bool is_array) : at_(std::move(at)), is_array_(is_array) {}

    // The item. The reference is valid until the iterator moves or ends.
    const Item& operator*() const { return current_.emplace(is_array_ ? std::to_string(index_) : at_.key(), *at_); }

    // The next one.
    Iterator& operator++() {
      ++at_;
      ++index_;
      return *this;
    }

    // Whether both are at the same place of one document.
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    Document::Iterator at_;
    bool is_array_;
    std::size_t index_ = 0;
    mutable std::optional<Item> current_;
  };

  // The items of this object or array.
  explicit Items(const Document& document) : document_(document) {}

  // The first of them, and the end.
  Iterator begin() const { return {document_.begin(), !document_.is_object()}; }
  Iterator end() const { return {document_.end(), !document_.is_object()}; }

 private:
  Document document_;
};

Document::Iterator Document::begin() const {
  return {value_->begin(), *root_};
}
Document::Iterator Document::end() const {
  return {value_->end(), *root_};
}
Document::Iterator Document::find(std::string_view name) const {
  return contains(name) ? Iterator(value_->find(std::string(name)), *root_) : end();
}
Document::Items Document::items() const {
  return Items(*this);
}

Document Document::at(std::string_view name) const {
  if (!value_->is_object()) {
    fail(what_it_is() + " must be an object with the member " + std::string(name) + ", not " +
         detail::json_excerpt(value_->dump()));
  }
  const auto found = value_->find(std::string(name));
  if (found == value_->end()) {
    fail(root_->origin.text() + " needs the field " + path_of(name));
  }
  return {*found, *root_};
}

Document Document::element(std::size_t index) const {
  if (!value_->is_array() || index >= value_->size()) {
    fail(what_it_is() + " must be an array with an element of this index, counted from 0: " +
         (index == static_cast<std::size_t>(-1) ? "-1" : std::to_string(index)) + "; it is " +
         detail::json_excerpt(value_->dump()));
  }
  return {(*value_)[index], *root_};
}

std::string Document::what_it_is() const {
  const std::string own = path();
  return (own.empty() ? "the body" : "the field " + own) + " of " + root_->origin.text();
}

std::string Document::path() const {
  std::string text;
  detail::append_path(text, root_->value, value_);
  return text;
}

void Document::fail(const std::string& text) const {
  throw Error(root_->origin.malformed(), text);
}

}  // namespace maelstrom

// @cond
// For: const auto& [name, value] : document.items().
template <>
struct std::tuple_size<maelstrom::Document::Items::Item> : std::integral_constant<std::size_t, 2> {};
template <std::size_t kPart>
struct std::tuple_element<kPart, maelstrom::Document::Items::Item> {
  using type = std::conditional_t<kPart == 0, const std::string, const maelstrom::Document>;
};
// @endcond
