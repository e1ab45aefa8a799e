// Scans one JSON text and checks all of it, without building a document.
//
// Why not the parser of a library: simdjson and others either reject legal numbers that no C++ type can hold (1e400,
// 2^64), which an echo must return, or skip a value without checking it; and one malformed value on stdout mutes a node
// permanently. Messages are short, so one pass over the bytes also costs less than building an index. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::host {

// Whether `text` is the literal: a comparison of words, not a call.
template <std::size_t kSize>
bool is(std::string_view text, const char (&literal)[kSize]) {
  return text.size() == kSize - 1 && std::memcmp(text.data(), literal, kSize - 1) == 0;
}

class JsonCursor;

class JsonScanner {
 public:
  // Starts a scan of `text`, which must stay valid during the scan. nullopt, and `error` set, if it is empty. The scan
  // is complete when the caller has stepped over one value and `finished` returns true.
  std::optional<JsonCursor> scan(std::string_view text);

  // The lower level of a scan: starts it, and checks the value at `p`, without leading white space. Returns the
  // position after it, or nullptr. REQUIRES: p is in the text.
  void begin(std::string_view text);
  const char* value(const char* p);

  // Whether the last scanned string has escapes.
  bool escaped() const { return escaped_; }

  // Whether only white space follows the value that `cursor` has stepped over.
  bool finished(const JsonCursor& cursor);

  // Whether `text` is one complete JSON value.
  bool valid(std::string_view text);

  // The error of the last scan, with the byte offset: "expected ',' or '}' at byte 17".
  const std::string& error() const { return error_; }

  // The deepest nesting of arrays and objects inside a value in this scan. For an object that the caller scans itself,
  // the count starts at the values of its members.
  std::size_t deepest() const { return deepest_; }

  // Whether the last scan found a line break outside strings, where it is white space.
  bool saw_line_break() const { return saw_line_break_; }

 private:
  friend class JsonCursor;

  // Each checks the item at `p` and returns the position after it, or nullptr, with the reason in error_.
  const char* string(const char* p);                        // REQUIRES: p is at a quote
  const char* number(const char* p);                        // REQUIRES: p is at a digit or a minus
  const char* name(const char* p, std::string_view& name);  // also the colon and the space after it
  const char* long_string(const char* p);                   // after the opening quote
  const char* fraction(const char* p);                      // of a number
  const char* other_value(const char* p);
  const char* container(const char* p);
  const char* literal(const char* p, std::string_view word);
  const char* fail(const char* reason, const char* at);  // nullptr

  // The first position from `p` on that is not white space.
  const char* skip_space(const char* p) {
    return p != end_ && static_cast<unsigned char>(*p) > ' ' ? p : skip_all_space(p);
  }
  const char* skip_all_space(const char* p);

  std::uint64_t eight_bytes(const char* p) const;
  const char* skip_digits(const char* p) const;
  char at(const char* p) const { return p == end_ ? '\0' : *p; }

  const char* begin_ = nullptr;  // of the text
  const char* end_ = nullptr;
  bool escaped_ = false;  // the last scanned string has escapes
  bool saw_line_break_ = false;
  std::size_t deepest_ = 0;
  std::vector<bool> open_;  // the open containers in `container`, outermost first: whether it is an object
  std::string error_;
};

// A position in a text. Every function returns false, or an empty view, at the first error, with the reason in
// JsonScanner::error; after that the cursor must not be used.
class JsonCursor {
 public:
  // The first character of the value or the punctuation here; '\0' at the end of the text.
  char peek() const { return scanner_->at(p_); }

  // Checks the value here and steps over it. Returns its exact bytes.
  std::string_view value();

  // Whether the last string or member name stepped over has escapes.
  bool escaped() const { return scanner_->escaped_; }

  // Checks the object here and steps over it. Calls on_member(name) for every member, where name is the exact bytes
  // between the name's quotes; on_member must step over the member's value and return whether it succeeded. Returns the
  // exact bytes.
  template <class OnMember>
  std::string_view object(OnMember&& on_member);

  // Checks the array here and steps over it. Calls on_element() for every element; it must step over the element and
  // return whether it succeeded. Returns the exact bytes.
  template <class OnElement>
  std::string_view array(OnElement&& on_element);

 private:
  friend class JsonScanner;
  JsonCursor(JsonScanner& scanner, const char* p) : scanner_(&scanner), p_(scanner.skip_space(p)) {}

  // Moves past the item from `begin` to `end` and the following space. Returns its bytes, or an empty view if `end` is
  // nullptr.
  std::string_view step(const char* begin, const char* end) {
    if (end == nullptr) {
      return {};
    }
    p_ = scanner_->skip_space(end);
    return {begin, static_cast<std::size_t>(end - begin)};
  }

  JsonScanner* scanner_;
  const char* p_;  // not at white space
};

// Appends the string that `escaped`, the bytes between the quotes of a valid JSON string, stands for, in UTF-8.
void append_unescaped(std::string& out, std::string_view escaped);

inline void JsonScanner::begin(std::string_view text) {
  begin_ = text.data();
  end_ = begin_ + text.size();
  saw_line_break_ = false;
  deepest_ = 0;
  error_.clear();
}

inline std::optional<JsonCursor> JsonScanner::scan(std::string_view text) {
  begin(text);
  if (text.empty()) {
    error_ = "no value";
    return std::nullopt;
  }
  return JsonCursor(*this, begin_);
}

inline const char* JsonScanner::value(const char* p) {
  const char c = at(p);
  if (c == '"') {
    return string(p);
  }
  return c >= '0' && c <= '9' ? number(p) : other_value(p);
}

inline const char* JsonScanner::name(const char* p, std::string_view& name) {
  if (at(p) != '"') {
    return fail("expected the name of a member", p);
  }
  const char* const behind = string(p);
  if (behind == nullptr) {
    return nullptr;
  }
  name = {p + 1, static_cast<std::size_t>(behind - p - 2)};
  const char* const colon = skip_space(behind);
  return at(colon) == ':' ? skip_space(colon + 1) : fail("expected ':'", colon);
}

inline std::string_view JsonCursor::value() {
  return step(p_, scanner_->value(p_));
}

template <class OnMember>
std::string_view JsonCursor::object(OnMember&& on_member) {
  const char* const begin = p_;
  if (peek() != '{') {
    return step(begin, scanner_->fail("expected an object", p_));
  }
  p_ = scanner_->skip_space(p_ + 1);
  bool more = peek() != '}';
  while (more) {
    std::string_view name;
    const char* const behind = scanner_->name(p_, name);
    if (behind == nullptr) {
      return {};
    }
    p_ = behind;
    if (!on_member(name)) {
      return {};
    }
    more = peek() == ',';
    if (more) {
      p_ = scanner_->skip_space(p_ + 1);
    }
  }
  return step(begin, peek() == '}' ? p_ + 1 : scanner_->fail("expected ',' or '}'", p_));
}

template <class OnElement>
std::string_view JsonCursor::array(OnElement&& on_element) {
  const char* const begin = p_;
  if (peek() != '[') {
    return step(begin, scanner_->fail("expected an array", p_));
  }
  p_ = scanner_->skip_space(p_ + 1);
  bool more = peek() != ']';
  while (more) {
    if (!on_element()) {
      return {};
    }
    more = peek() == ',';
    if (more) {
      p_ = scanner_->skip_space(p_ + 1);
    }
  }
  return step(begin, peek() == ']' ? p_ + 1 : scanner_->fail("expected ',' or ']'", p_));
}

inline bool JsonScanner::finished(const JsonCursor& cursor) {
  return cursor.p_ == end_ || fail("unexpected text after the value", cursor.p_) != nullptr;
}

}  // namespace maelstrom::host
