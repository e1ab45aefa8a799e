#include "protocol/json_cursor.hpp"

#include <bit>
#include <cassert>
#include <cstring>

#include <simdjson.h>

#include <maelstrom/json_bytes.hpp>

namespace maelstrom::host {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int hex_digit(char c) {
  if (is_digit(c)) {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The value of four hex digits at `p`, or -1. REQUIRES: p + 4 <= end, or fewer digits than that.
int code_unit(const char* p, const char* end) {
  if (end - p < 4) {
    return -1;
  }
  int unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(p[i]);
    if (digit < 0) {
      return -1;
    }
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high_surrogate(int unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(int unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// Checks one escape. `p` is after the backslash; returns the position after the escape, or nullptr. An unpaired
// surrogate cannot be converted to UTF-8: refused, as in nlohmann/json.
const char* check_escape(const char* p, const char* end) {
  if (p == end) {
    return nullptr;
  }
  if (*p != 'u') {
    return std::string_view("\"\\/bfnrt").find(*p) != std::string_view::npos ? p + 1 : nullptr;
  }
  const int unit = code_unit(p + 1, end);
  if (unit < 0 || is_low_surrogate(unit)) {
    return nullptr;
  }
  p += 5;
  if (!is_high_surrogate(unit)) {
    return p;
  }
  const bool pair = end - p >= 6 && p[0] == '\\' && p[1] == 'u' && is_low_surrogate(code_unit(p + 2, end));
  return pair ? p + 6 : nullptr;
}

void append_utf8(std::string& out, int code_point) {
  const auto put = [&out](int byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

}  // namespace

bool JsonScanner::valid(std::string_view text) {
  auto cursor = scan(text);
  return cursor && !cursor->value().empty() && finished(*cursor);
}

const char* JsonScanner::fail(const char* reason, const char* at) {
  error_ = reason;
  error_ += at == end_ ? std::string(" at the end") : " at byte " + std::to_string(at - begin_);
  return nullptr;
}

const char* JsonScanner::skip_all_space(const char* p) {
  for (; p != end_; ++p) {
    if (*p == '\n' || *p == '\r') {
      saw_line_break_ = true;
    } else if (*p != ' ' && *p != '\t') {
      break;
    }
  }
  return p;
}

// The bytes from `p` on as a word. Bytes beyond the end are 0, which is special and not a digit.
inline std::uint64_t JsonScanner::eight_bytes(const char* p) const {
  if (end_ - p >= 8) [[likely]] {
    return detail::load<std::uint64_t>(p);
  }
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, p, static_cast<std::size_t>(end_ - p));
  return bytes;
}

// Most strings are short and plain.
const char* JsonScanner::string(const char* p) {
  assert(p < end_ && *p == '"');
  const char* const begin = p + 1;
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::ptrdiff_t kShort = 32;
    for (p = begin; p - begin < kShort && p < end_; p += 8) {
      if (const std::uint64_t found = detail::special_or_wide_bytes(eight_bytes(p))) {
        p += detail::first_marked(found);
        if (at(p) != '"') {
          break;
        }
        escaped_ = false;
        return p + 1;
      }
    }
  }
  return long_string(begin);
}

const char* JsonScanner::skip_digits(const char* p) const {
  if constexpr (std::endian::native == std::endian::little) {
    for (;; p += 8) {
      if (const std::uint64_t found = detail::no_digits(eight_bytes(p))) {
        return p + detail::first_marked(found);
      }
    }
  }
  while (at(p) >= '0' && at(p) <= '9') {
    ++p;
  }
  return p;
}

const char* JsonScanner::number(const char* p) {
  assert(p < end_ && (*p == '-' || (*p >= '0' && *p <= '9')));
  const char* digit = skip_digits(p);
  if (*p == '0') {
    digit = p + 1;  // the caller checks the text after it
  }
  const char c = at(digit);
  return c == '.' || (c | 0x20) == 'e' ? fraction(digit) : digit;
}

const char* JsonScanner::other_value(const char* p) {
  switch (at(p)) {
    case '-':
      return at(p + 1) >= '0' && at(p + 1) <= '9' ? number(p + 1) : fail("expected a value", p);
    case '{':
    case '[':
      return container(p);
    case 't':
      return literal(p, "true");
    case 'f':
      return literal(p, "false");
    case 'n':
      return literal(p, "null");
    default:
      return fail("expected a value", p);
  }
}

// Without recursion: a text may be nested as deeply as memory allows.
const char* JsonScanner::container(const char* p) {
  open_.clear();
  for (;;) {
    bool first = at(p) == '{' || at(p) == '[';
    if (first) {
      open_.push_back(*p == '{');
      deepest_ = open_.size() > deepest_ ? open_.size() : deepest_;
      p = skip_space(p + 1);
    } else if ((p = value(p)) != nullptr) {
      p = skip_space(p);
    } else {
      return nullptr;
    }
    // Close the arrays and objects that end here, then skip the comma and the name before the next value.
    while (at(p) == (open_.back() ? '}' : ']')) {
      ++p;
      open_.pop_back();
      first = false;
      if (open_.empty()) {
        return p;
      }
      p = skip_space(p);
    }
    if (!first) {
      if (at(p) != ',') {
        return fail(open_.back() ? "expected ',' or '}'" : "expected ',' or ']'", p);
      }
      p = skip_space(p + 1);
    }
    std::string_view ignored;
    if (open_.back() && (p = name(p, ignored)) == nullptr) {
      return nullptr;
    }
  }
}

const char* JsonScanner::long_string(const char* p) {
  const char* const begin = p;
  std::uint64_t bits = 0;
  escaped_ = false;
  p = detail::skip_plain(p, end_, bits);
  while (p != end_ && *p == '\\') {
    escaped_ = true;
    const char* const behind = check_escape(p + 1, end_);
    if (behind == nullptr) {
      return fail("invalid escape", p);
    }
    p = detail::skip_plain(behind, end_, bits);
  }
  if (p == end_) {
    return fail("unterminated string", begin - 1);
  }
  if (*p != '"') {
    return fail("unescaped control character in a string", p);
  }
  if ((bits & detail::kHighBits) != 0 && !simdjson::validate_utf8(begin, static_cast<std::size_t>(p - begin))) {
    return fail("invalid UTF-8 in a string", begin - 1);
  }
  return p + 1;
}

// After the digits before the decimal point.
const char* JsonScanner::fraction(const char* p) {
  const auto digits = [this, &p] {
    const char* const first = p;
    p = skip_digits(p);
    return p != first;
  };
  if (at(p) == '.') {
    ++p;
    if (!digits()) {
      return fail("expected a digit after the decimal point", p);
    }
  }
  if (at(p) == 'e' || at(p) == 'E') {
    ++p;
    if (at(p) == '+' || at(p) == '-') {
      ++p;
    }
    if (!digits()) {
      return fail("expected a digit in the exponent", p);
    }
  }
  return p;
}

const char* JsonScanner::literal(const char* p, std::string_view word) {
  if (!std::string_view(p, static_cast<std::size_t>(end_ - p)).starts_with(word)) {
    return fail("expected a value", p);
  }
  return p + word.size();
}

void append_unescaped(std::string& out, std::string_view escaped) {
  const char* p = escaped.data();
  const char* const end = p + escaped.size();
  while (p < end) {
    if (*p != '\\') {
      out.push_back(*p++);
      continue;
    }
    ++p;
    switch (*p++) {
      case 'b':
        out.push_back('\b');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'n':
        out.push_back('\n');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'u': {
        int code_point = code_unit(p, end);
        p += 4;
        if (is_high_surrogate(code_point)) {
          code_point = 0x10000 + ((code_point - 0xD800) << 10) + (code_unit(p + 2, end) - 0xDC00);
          p += 6;
        }
        append_utf8(out, code_point);
        break;
      }
      default:
        out.push_back(p[-1]);  // '"', '\\' and '/' stand for themselves
    }
  }
}

}  // namespace maelstrom::host
