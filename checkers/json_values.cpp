#include "checkers/json_values.hpp"

#include <utility>

#include "protocol/canonical_json.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::uint32_t kNotSmall = 0xffffffff;
constexpr std::size_t kSmallDigits = 6;

// A small integer in its only spelling.
std::uint32_t small_integer(std::string_view json) {
  if (json.empty() || json.size() > kSmallDigits || (json[0] == '0' && json.size() > 1)) {
    return kNotSmall;
  }
  std::uint32_t value = 0;
  for (const char c : json) {
    if (c < '0' || c > '9') {
      return kNotSmall;
    }
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value;
}

}  // namespace

std::uint32_t JsonValues::number(std::string_view json) {
  const std::uint32_t small = small_integer(json);
  if (small == kNotSmall) {
    return find_or_add(json);
  }
  if (small >= small_.size()) {
    small_.resize(small + 1 + small / 2, 0);
  }
  if (small_[small] == 0) {
    small_[small] = find_or_add(json) + 1;
  }
  return small_[small] - 1;
}

std::uint32_t JsonValues::find_or_add(std::string_view json) {
  const auto exact = numbers_.find(json);
  if (exact != numbers_.end()) {
    return exact->second;
  }
  std::string text = canonical(json);
  const auto known = numbers_.find(text);
  if (known != numbers_.end()) {
    return known->second;
  }
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back(std::move(text));
  numbers_.emplace(texts_.back(), number);
  return number;
}

}  // namespace maelstrom::conformance
