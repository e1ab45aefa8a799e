#include "history/edn_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "history/reader.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

constexpr int kDeepest = 500;
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";

bool is_space(char c) {
  return c == ' ' || c == ',' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

bool ends_word(char c) {
  return is_space(c) || std::string_view("()[]{}\";").find(c) != std::string_view::npos;
}

bool all_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

void append_control(std::string& out, unsigned code) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u00";
  out += kHex[(code >> 4U) & 15U];
  out += kHex[code & 15U];
}

// Removes leading zeros and a plus sign, which JSON does not allow.
std::string_view significant(std::string_view digits) {
  const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return digits.substr(zeros);
}

}  // namespace

void EdnParser::fail(const std::string& reason) const {
  throw HistoryError(line(), reason);
}

std::size_t EdnParser::line() const {
  const std::size_t here = std::min(position_, text_.size());
  return 1 +
         static_cast<std::size_t>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(here), '\n'));
}

void EdnParser::enter() {
  if (++depth_ > kDeepest) {
    fail("values are nested too deeply");
  }
}

void EdnParser::skip_line() {
  position_ = std::min(text_.find('\n', position_), text_.size());
}

bool EdnParser::at_end() {
  while (position_ < text_.size()) {
    if (is_space(text_[position_])) {
      ++position_;
    } else if (text_[position_] == ';') {
      skip_line();
    } else if (text_.substr(position_, 2) == "#_") {
      position_ += 2;
      std::string discarded;
      enter();
      value(discarded);
      --depth_;
    } else {
      return false;
    }
  }
  return true;
}

bool EdnParser::take(char c) {
  if (at_end() || peek() != c) {
    return false;
  }
  ++position_;
  return true;
}

void EdnParser::skip_tag() {
  if (at_end() || peek() != '#' || position_ + 1 >= text_.size() || ends_word(text_[position_ + 1])) {
    return;
  }
  ++position_;
  word();
}

std::string_view EdnParser::word() {
  const std::size_t begin = position_;
  while (position_ < text_.size() && !ends_word(text_[position_])) {
    ++position_;
  }
  return text_.substr(begin, position_ - begin);
}

void EdnParser::value(std::string& out) {
  if (at_end()) {
    fail("the text ends where a value should be");
  }
  enter();
  switch (peek()) {
    case '[':
      ++position_;
      container(out, ']');
      break;
    case '(':
      ++position_;
      container(out, ')');
      break;
    case '{':
      ++position_;
      map(out);
      break;
    case '"':
      ++position_;
      string(out);
      break;
    case '\\':
      ++position_;
      character(out);
      break;
    case '#':
      ++position_;
      dispatch(out);
      break;
    default:
      token(out);
  }
  --depth_;
}

void EdnParser::container(std::string& out, char close) {
  out += '[';
  for (bool first = true; !take(close); first = false) {
    if (at_end()) {
      fail(std::string("the text ends before '") + close + "'");
    }
    out += first ? "" : ",";
    value(out);
  }
  out += ']';
}

void EdnParser::map(std::string& out) {
  out += '{';
  for (bool first = true; !take('}'); first = false) {
    if (at_end()) {
      fail("the text ends before '}'");
    }
    out += first ? "" : ",";
    key(out);
    out += ':';
    if (at_end() || peek() == '}') {
      fail("a key of a map has no value");
    }
    value(out);
  }
  out += '}';
}

void EdnParser::key(std::string& out) {
  std::string key;
  value(key);
  if (key.front() == '"') {
    out += key;
  } else {
    append_json_string(out, key);
  }
}

void EdnParser::string(std::string& out) {
  out += '"';
  for (;; ++position_) {
    if (position_ >= text_.size()) {
      fail("the text ends within a string");
    }
    const char c = text_[position_];
    if (c == '"') {
      break;
    }
    if (c == '\\') {
      escape(out);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      append_control(out, static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  ++position_;
  out += '"';
}

// Called at a backslash in a string; moves to the last character of the escape.
void EdnParser::escape(std::string& out) {
  const std::string_view rest = text_.substr(position_ + 1);
  const char c = rest.empty() ? '\0' : rest.front();
  if (c != '\0' && std::string_view("\"\\tnrbf").find(c) != std::string_view::npos) {
    out += '\\';
    out += c;
    ++position_;
  } else if (c == 'u' && rest.size() > 4 && all_of(rest.substr(1, 4), kHexDigits)) {
    out += '\\';
    out += rest.substr(0, 5);
    position_ += 5;
  } else if (c >= '0' && c <= '7') {
    const std::size_t size = std::min<std::size_t>(rest.find_first_not_of("01234567"), 3);
    unsigned code = 0;
    for (const char digit : rest.substr(0, size)) {
      code = code * 8 + static_cast<unsigned>(digit - '0');
    }
    append_control(out, code);
    position_ += size;
  } else {
    fail("unknown escape in a string");
  }
}

void EdnParser::character(std::string& out) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNames = {
      {{"newline", "\n"}, {"space", " "}, {"tab", "\t"}, {"return", "\r"}, {"formfeed", "\f"}, {"backspace", "\b"}}};
  if (position_ >= text_.size()) {
    fail("the text ends within a character");
  }
  const std::size_t begin = position_++;
  word();
  const std::string_view name = text_.substr(begin, position_ - begin);
  const auto* const found =
      std::find_if(kNames.begin(), kNames.end(), [name](const auto& row) { return row.first == name; });
  if (found != kNames.end()) {
    append_json_string(out, found->second);
  } else if (name.size() == 5 && name.front() == 'u' && all_of(name.substr(1), kHexDigits)) {
    out += "\"\\";
    out += name;
    out += '"';
  } else {
    append_json_string(out, name);
  }
}

void EdnParser::dispatch(std::string& out) {
  const char c = position_ < text_.size() ? text_[position_] : '\0';
  if (c == '{') {
    ++position_;
    container(out, '}');
  } else if (c == '"') {  // a regular expression
    ++position_;
    string(out);
  } else if (c == '#') {
    ++position_;
    append_json_string(out, word());
  } else if (c == ':' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
    word();
    value(out);
  } else {
    fail("unknown tag");
  }
}

void EdnParser::token(std::string& out) {
  const std::string_view all = word();
  if (all.empty()) {
    fail(std::string("unexpected '") + peek() + "'");
  }
  const std::string_view unsigned_part = all.front() == '-' || all.front() == '+' ? all.substr(1) : all;
  if (all == "nil") {
    out += "null";
  } else if (all == "true" || all == "false") {
    out += all;
  } else if (all.front() == ':') {
    append_json_string(out, all.substr(1));
  } else if (!unsigned_part.empty() && kDigits.find(unsigned_part.front()) != std::string_view::npos) {
    number(out, all);
  } else if (std::string_view("^@'`~").find(all.front()) != std::string_view::npos) {
    fail("unexpected " + std::string(all.substr(0, 40)));
  } else {
    append_json_string(out, all);
  }
}

void EdnParser::number(std::string& out, std::string_view word) const {
  const bool is_negative = word.front() == '-';
  std::string_view rest = word.substr(is_negative || word.front() == '+' ? 1 : 0);
  if (rest.back() == 'N' || rest.back() == 'M') {
    rest.remove_suffix(1);
  }
  const std::size_t digits = std::min(rest.find_first_not_of(kDigits), rest.size());
  const std::string_view whole = rest.substr(0, digits);
  std::string_view tail = rest.substr(digits);
  if (!tail.empty() && tail.front() == '/' && all_of(tail.substr(1), kDigits)) {
    append_json_string(out, word);  // a ratio
    return;
  }
  std::string_view fraction;
  const bool has_point = !tail.empty() && tail.front() == '.';
  if (has_point) {
    fraction = tail.substr(1, std::min(tail.find_first_not_of(kDigits, 1), tail.size()) - 1);
    tail.remove_prefix(1 + fraction.size());
  }
  const std::string_view exponent = tail;
  if (!exponent.empty() &&
      ((exponent.front() != 'e' && exponent.front() != 'E') ||
       !all_of(exponent.substr(exponent.size() > 1 && (exponent[1] == '-' || exponent[1] == '+') ? 2 : 1), kDigits))) {
    fail("malformed number " + std::string(word.substr(0, 40)));
  }
  out += is_negative ? "-" : "";
  out += significant(whole);
  if (has_point) {
    out += '.';
    out += fraction.empty() ? "0" : fraction;
  }
  out += exponent;
}

}  // namespace maelstrom::conformance
