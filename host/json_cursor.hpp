// Walks one JSON text and checks all of it, without building anything.
//
// Why not a parser of a library: simdjson's and others' either reject legal numbers that no C++ type can hold (1e400,
// 2^64), which an echo must carry, or skip a value without looking at it; and one malformed value on stdout mutes a
// node for good. Messages are short, so one pass over the bytes also costs less than building an index of them. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::host {

class JsonScanner;

// A position in a text. Every function returns false, or an empty view, at the first thing that is not JSON, with the
// reason in JsonScanner::error; after that the cursor must not be used.
class JsonCursor {
 public:
  // The first character of the value or the punctuation here; '\0' at the end of the text.
  char peek() const { return p_ == end_ ? '\0' : *p_; }

  // Checks the value here and steps over it. Returns its exact bytes.
  std::string_view value();

  // Whether the string or the member's name stepped over last has escapes in it.
  bool escaped() const { return escaped_; }

  // Checks the object here and steps over it. Calls on_member(name) for every member, where name is the exact bytes
  // between the name's quotes; on_member must step over the member's value and return whether that went well. Returns
  // the exact bytes.
  template <class OnMember>
  std::string_view object(OnMember&& on_member);

 private:
  friend class JsonScanner;
  JsonCursor(JsonScanner& scanner, std::string_view text)
      : scanner_(&scanner), begin_(text.data()), p_(begin_), end_(begin_ + text.size()) {
    skip_space();
  }

  void skip_space();
  // To behind `to`, the end of a value or a punctuation, and over the white space that follows.
  void step(const char* to);
  bool fail(const char* reason, const char* at);
  bool member_name(std::string_view& name);
  std::string_view container();
  bool scalar();
  bool string();
  bool number();
  bool literal(std::string_view word);

  JsonScanner* scanner_;
  const char* begin_;
  const char* p_;  // not at white space
  const char* end_;
  const char* value_end_ = nullptr;  // of what was stepped over last
  bool escaped_ = false;
};

class JsonScanner {
 public:
  // Begins to walk `text`, which must stay where it is meanwhile. nullopt, and `error` set, if it is empty. The walk is
  // complete when the caller has stepped over one value and `finished` agrees.
  std::optional<JsonCursor> scan(std::string_view text);

  // Whether nothing but white space follows the value that `cursor` has stepped over.
  bool finished(JsonCursor& cursor);

  // Whether `text` is one complete JSON value.
  bool valid(std::string_view text);

  // Why the last walk failed, with the byte offset: "expected ',' or '}' at byte 17".
  const std::string& error() const { return error_; }

 private:
  friend class JsonCursor;

  std::vector<bool> open_;  // the containers that `value` is inside of, outermost first: is it an object?
  std::string error_;
};

// Appends the string that `escaped`, the bytes between the quotes of a valid JSON string, stands for, in UTF-8.
void append_unescaped(std::string& out, std::string_view escaped);

inline void JsonCursor::skip_space() {
  while (p_ != end_ && (*p_ == ' ' || *p_ == '\t' || *p_ == '\n' || *p_ == '\r')) {
    ++p_;
  }
}

inline void JsonCursor::step(const char* to) {
  p_ = value_end_ = to;
  skip_space();
}

template <class OnMember>
std::string_view JsonCursor::object(OnMember&& on_member) {
  const char* const begin = p_;
  if (peek() != '{') {
    fail("expected an object", p_);
    return {};
  }
  step(p_ + 1);
  bool more = peek() != '}';
  while (more) {
    std::string_view name;
    if (!member_name(name) || !on_member(name)) {
      return {};
    }
    more = peek() == ',';
    if (more) {
      step(p_ + 1);
    }
  }
  if (peek() != '}') {
    fail("expected ',' or '}'", p_);
    return {};
  }
  step(p_ + 1);
  return {begin, static_cast<std::size_t>(value_end_ - begin)};
}

}  // namespace maelstrom::host
