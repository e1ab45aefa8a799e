#include "json_cursor.hpp"

#include <bit>
#include <cstring>

#include <simdjson.h>

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

// Checks one escape. `p` is behind the backslash; returns the position behind the escape, or nullptr. A surrogate that
// is not half of a pair names no character, so it cannot be turned into UTF-8: refused, as nlohmann/json does.
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

// What a string's bytes are, eight at a time: for every byte of `bytes` that ends a run of plain ones (a quote, a
// backslash, a control character) its highest bit. Bits above the lowest one that is set may be wrong: a borrow went
// through them.
std::uint64_t special_bytes(std::uint64_t bytes) {
  constexpr std::uint64_t kEveryByte = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = kEveryByte << 7;
  const auto equal_to = [bytes](char c) {
    const std::uint64_t difference = bytes ^ (kEveryByte * static_cast<unsigned char>(c));
    return (difference - kEveryByte) & ~difference;
  };
  const std::uint64_t control = (bytes - kEveryByte * 0x20) & ~bytes;
  return (equal_to('"') | equal_to('\\') | control) & kHighBits;
}

bool is_special(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

// The first special byte of a string in [p, end), or `end`. Adds to `bits` those of all bytes on the way, and perhaps
// of some behind.
const char* skip_plain(const char* p, const char* end, std::uint64_t& bits) {
  if constexpr (std::endian::native == std::endian::little) {
    for (; end - p >= 8; p += 8) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, p, 8);
      bits |= bytes;
      if (const std::uint64_t special = special_bytes(bytes)) {
        return p + std::countr_zero(special) / 8;
      }
    }
  }
  for (; p != end && !is_special(*p); ++p) {
    bits |= static_cast<unsigned char>(*p);
  }
  return p;
}

}  // namespace

std::optional<JsonCursor> JsonScanner::scan(std::string_view text) {
  error_.clear();
  if (text.empty()) {
    error_ = "nothing there";
    return std::nullopt;
  }
  return JsonCursor(*this, text);
}

bool JsonScanner::finished(JsonCursor& cursor) {
  return cursor.p_ == cursor.end_ || cursor.fail("something follows the value", cursor.p_);
}

bool JsonScanner::valid(std::string_view text) {
  auto cursor = scan(text);
  return cursor && !cursor->value().empty() && finished(*cursor);
}

bool JsonCursor::fail(const char* reason, const char* at) {
  scanner_->error_ = reason;
  scanner_->error_ += at == end_ ? std::string(" at the end") : " at byte " + std::to_string(at - begin_);
  return false;
}

bool JsonCursor::member_name(std::string_view& name) {
  if (peek() != '"') {
    return fail("expected the name of a member", p_);
  }
  const char* const begin = p_ + 1;
  if (!string()) {
    return false;
  }
  name = {begin, static_cast<std::size_t>(value_end_ - 1 - begin)};
  if (peek() != ':') {
    return fail("expected ':'", p_);
  }
  step(p_ + 1);
  return true;
}

std::string_view JsonCursor::value() {
  const char c = peek();
  if (c == '{' || c == '[') {
    return container();
  }
  const char* const begin = p_;
  return scalar() ? std::string_view(begin, static_cast<std::size_t>(value_end_ - begin)) : std::string_view();
}

// Without recursion: a text may be nested as deeply as memory allows.
std::string_view JsonCursor::container() {
  const char* const begin = p_;
  std::vector<bool>& open = scanner_->open_;
  open.clear();
  for (;;) {
    const char c = peek();
    bool first = c == '{' || c == '[';
    if (first) {
      open.push_back(c == '{');
      step(p_ + 1);
    } else if (!scalar()) {
      return {};
    }
    // Close what ends here, then step over the comma and the name in front of the next value.
    while (peek() == (open.back() ? '}' : ']')) {
      step(p_ + 1);
      open.pop_back();
      first = false;
      if (open.empty()) {
        return {begin, static_cast<std::size_t>(value_end_ - begin)};
      }
    }
    if (!first) {
      if (peek() != ',') {
        fail(open.back() ? "expected ',' or '}'" : "expected ',' or ']'", p_);
        return {};
      }
      step(p_ + 1);
    }
    std::string_view name;
    if (open.back() && !member_name(name)) {
      return {};
    }
  }
}

bool JsonCursor::scalar() {
  switch (peek()) {
    case '"':
      return string();
    case 't':
      return literal("true");
    case 'f':
      return literal("false");
    case 'n':
      return literal("null");
    default:
      return number();
  }
}

bool JsonCursor::string() {
  const char* const begin = p_ + 1;
  std::uint64_t bits = 0;
  escaped_ = false;
  const char* p = skip_plain(begin, end_, bits);
  while (p != end_ && *p == '\\') {
    escaped_ = true;
    const char* const behind = check_escape(p + 1, end_);
    if (behind == nullptr) {
      return fail("an escape that names no character", p);
    }
    p = skip_plain(behind, end_, bits);
  }
  if (p == end_) {
    return fail("a string is not closed", begin - 1);
  }
  if (*p != '"') {
    return fail("a control character in a string is not escaped", p);
  }
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  if ((bits & kHighBits) != 0 && !simdjson::validate_utf8(begin, static_cast<std::size_t>(p - begin))) {
    return fail("not valid UTF-8 in the string", begin - 1);
  }
  step(p + 1);
  return true;
}

bool JsonCursor::number() {
  const char* p = p_;
  const auto digits = [&p, end = end_] {
    const char* const first = p;
    while (p != end && is_digit(*p)) {
      ++p;
    }
    return p != first;
  };
  if (p != end_ && *p == '-') {
    ++p;
  }
  if (p != end_ && *p == '0') {
    ++p;
  } else if (!digits()) {
    return fail("expected a value", p_);
  }
  if (p != end_ && *p == '.') {
    ++p;
    if (!digits()) {
      return fail("expected a digit behind the point of the number", p);
    }
  }
  if (p != end_ && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end_ && (*p == '+' || *p == '-')) {
      ++p;
    }
    if (!digits()) {
      return fail("expected a digit in the exponent of the number", p);
    }
  }
  step(p);  // whatever follows, the caller looks whether it may
  return true;
}

bool JsonCursor::literal(std::string_view word) {
  if (!std::string_view(p_, static_cast<std::size_t>(end_ - p_)).starts_with(word)) {
    return fail("expected a value", p_);
  }
  step(p_ + word.size());
  return true;
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
