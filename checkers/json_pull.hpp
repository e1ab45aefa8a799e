// Walks over valid JSON text piece by piece, such as the values of a history.
//
// It does not validate, which makes it fast, but it never reads outside the text: on invalid JSON the results are
// wrong, and a walk ends early. Not thread-safe.
#pragma once

#include <cstddef>
#include <string_view>

namespace maelstrom::conformance {

class JsonPull {
 public:
  explicit JsonPull(std::string_view json) : p_(json.data()), end_(json.data() + json.size()) { skip_space(); }

  // The first character of the next item; '\0' at the end.
  char peek() const { return p_ == end_ ? '\0' : *p_; }

  // Enters the array or object that comes next: `bracket` is '[' or '{'. Returns false, without moving, if another item
  // comes next.
  bool enter(char bracket) {
    if (peek() != bracket) {
      return false;
    }
    step();
    first_ = true;
    return true;
  }

  // Inside a container: whether another item follows. If not, leaves the container. Call it before each item.
  bool more() {
    const char c = peek();
    if (c == ',' && !first_) {
      step();
      return p_ != end_;
    }
    const bool is_first = first_;
    first_ = false;
    if (c == ']' || c == '}') {
      step();
      return false;
    }
    return is_first && p_ != end_;
  }

  // Inside an object, before each value: the member's name, the bytes between its quotes.
  std::string_view name() {
    const std::string_view quoted = value();
    if (peek() == ':') {
      step();
    }
    return quoted.size() < 2 ? std::string_view() : quoted.substr(1, quoted.size() - 2);
  }

  // Skips one value and returns its bytes.
  std::string_view value() {
    const char* const begin = p_;
    std::size_t depth = 0;
    first_ = false;
    while (p_ != end_) {
      const char c = *p_;
      if (c == '"') {
        skip_string();
      } else if (c == '[' || c == '{') {
        ++depth;
        ++p_;
      } else if (c == ']' || c == '}') {
        if (depth == 0) {
          break;
        }
        --depth;
        ++p_;
      } else if (depth == 0 && (c == ',' || c == ':' || is_space(c))) {
        break;
      } else {
        ++p_;
        if (depth == 0) {
          continue;  // inside a number or a word
        }
      }
      if (depth == 0) {
        break;
      }
    }
    const std::string_view bytes(begin, static_cast<std::size_t>(p_ - begin));
    skip_space();
    return bytes;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

  void skip_space() {
    while (p_ != end_ && is_space(*p_)) {
      ++p_;
    }
  }

  void step() {
    ++p_;
    skip_space();
  }

  void skip_string() {
    for (++p_; p_ != end_ && *p_ != '"'; ++p_) {
      if (*p_ == '\\' && p_ + 1 != end_) {
        ++p_;
      }
    }
    if (p_ != end_) {
      ++p_;
    }
  }

  const char* p_;
  const char* end_;
  bool first_ = false;  // no item of the container has been read yet
};

}  // namespace maelstrom::conformance
