// Reads EDN, Clojure's data notation, and converts it to JSON.
//
// nil becomes null; keywords, symbols and characters become strings without their colon or backslash; lists and sets
// become arrays; keys of maps become strings; ratios, NaN and infinities become strings; the tag of a tagged value is
// dropped. Integers and decimals keep all their digits. Not thread-safe.
#pragma once

#include <cassert>
#include <cstddef>
#include <string>
#include <string_view>

namespace maelstrom::conformance {

class EdnParser {
 public:
  // text: must outlive the parser.
  explicit EdnParser(std::string_view text) : text_(text) {}

  // The functions below throw HistoryError, with the line, if the text is not EDN.

  // Skips white space, commas, comments and discarded values. Returns whether the end is reached.
  bool at_end();

  // The next character. REQUIRES: !at_end().
  char peek() const {
    assert(position_ < text_.size());
    return text_[position_];
  }

  // Skips a tag, as in #jepsen.history.Op{...}, if there is one.
  void skip_tag();

  // If `c` is the next character after white space, steps over it and returns true.
  bool take(char c);

  // Appends the JSON of the value at this position to `out` and steps over the value.
  void value(std::string& out);

  // Throws an error for this position.
  [[noreturn]] void fail(const std::string& reason) const;

  // The current line number, from 1.
  std::size_t line() const;

 private:
  void container(std::string& out, char close);
  void map(std::string& out);
  void key(std::string& out);
  void string(std::string& out);
  void escape(std::string& out);
  void character(std::string& out);
  void dispatch(std::string& out);
  void token(std::string& out);
  void number(std::string& out, std::string_view word) const;
  std::string_view word();
  void skip_line();
  void enter();

  std::string_view text_;
  std::size_t position_ = 0;
  int depth_ = 0;
};

}  // namespace maelstrom::conformance
