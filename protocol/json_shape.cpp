#include "protocol/json_shape.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

#include <maelstrom/json_bytes.hpp>

namespace maelstrom::host {

namespace {

// The bytes from `p` on as a word; bytes beyond the end are 0, which is special and not a digit. REQUIRES: p < end, and
// at least eight bytes before the end.
inline std::uint64_t word_at(const char* p, const char* end) {
  assert(p < end);
  const std::ptrdiff_t left = end - p;
  return left >= 8 ? detail::load<std::uint64_t>(p) : detail::load<std::uint64_t>(end - 8) >> (64 - 8 * left);
}

// Fast path for most values: the position after a plain string of up to 15 bytes, or a natural number of up to 7
// digits; nullptr for everything else. REQUIRES: eight bytes before the end.
inline const char* simple_value(const char* p, const char* end) {
  if (end - p < 2) {
    return nullptr;
  }
  const char first = *p;
  if (first == '"') {
    std::uint64_t marks = detail::special_or_wide_bytes(word_at(++p, end));
    if (marks == 0) {
      p += 8;
      marks = p < end ? detail::special_or_wide_bytes(word_at(p, end)) : 0;
      if (marks == 0) {
        return nullptr;
      }
    }
    p += detail::first_marked(marks);
    return p < end && *p == '"' ? p + 1 : nullptr;
  }
  const std::uint64_t marks = detail::no_digits(word_at(p, end));
  const std::size_t digits = marks == 0 ? 0 : detail::first_marked(marks);
  const bool natural = digits == 1 || (digits > 1 && first != '0');
  const bool ends = p + digits < end && (p[digits] == ',' || p[digits] == '}');
  return natural && ends ? p + digits : nullptr;
}

}  // namespace

void JsonShape::Literal::set(std::string_view bytes) {
  *this = Literal();
  size_ = bytes.size();
  std::memcpy(bytes_, bytes.data(), size_);
  reach_ = static_cast<std::ptrdiff_t>(std::max(size_, kWord));
  last_ = size_ > kWord ? size_ - kWord : 0;
  char mask[kWord] = {};
  std::memset(mask, 0xFF, std::min(size_, kWord));
  mask_ = load_word(mask);
}

bool JsonShape::matches(JsonScanner& scanner, std::string_view text, std::string_view* const* places, bool& escaped) {
  escaped = false;
  Sized& sized = sized_[text.size() % sized_.size()];
  if (sized.layout.fits(text)) {
    for (std::size_t i = 0; i < places_; ++i) {
      *places[i] = sized.layout.value(text, i);
    }
    return true;
  }
  if (!walk(scanner, text, places, escaped)) {
    return false;
  }
  if (std::exchange(sized.last_size, text.size()) == text.size()) {  // twice in a row: likely again
    std::array<std::string_view, kMostValues> values;
    for (std::size_t i = 0; i < places_; ++i) {
      values[i] = *places[i];
    }
    sized.layout.learn(text, std::span(values).first(places_));
  }
  return true;
}

bool JsonShape::walk(JsonScanner& scanner, std::string_view text, std::string_view* const* places,
                     bool& escaped) const {
  if (!known_ || text.size() < sizeof(std::uint64_t)) {
    return false;
  }
  scanner.begin(text);
  const char* p = text.data();
  const char* const end = p + text.size();
  const Literal* literal = literals_.data();
  for (const Literal* const tail = literal + places_; literal != tail; ++literal, ++places) {
    if (!literal->stands_at(p, end)) {
      return false;
    }
    p += literal->size();
    const char* behind = std::endian::native == std::endian::little ? simple_value(p, end) : nullptr;
    if (behind == nullptr) {
      behind = scanner.value(p);
      if (behind == nullptr) {
        return false;
      }
      escaped = escaped || (*p == '"' && scanner.escaped());
    }
    **places = {p, static_cast<std::size_t>(behind - p)};
    p = behind;
  }
  // A line break inside a value is white space, but cannot be part of a line.
  return !scanner.saw_line_break() && static_cast<std::size_t>(end - p) == literal->size() &&
         literal->stands_at(p, end);
}

bool JsonShape::learn(std::string_view text, std::span<const std::string_view> values) {
  known_ = false;
  places_ = 0;
  sized_ = {};
  if (values.size() > kMostValues) {
    return false;
  }
  const char* p = text.data();
  const char* const end = p + text.size();
  for (std::size_t i = 0; i <= values.size(); ++i) {
    const char* const next = i < values.size() ? values[i].data() : end;
    const std::string_view bytes(p, static_cast<std::size_t>(next - p));
    if (bytes.size() > Literal::kLongest) {
      return false;
    }
    literals_[i].set(bytes);
    p = i < values.size() ? next + values[i].size() : end;
  }
  places_ = values.size();
  known_ = true;
  return true;
}

}  // namespace maelstrom::host
