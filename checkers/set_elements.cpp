#include "checkers/set_elements.hpp"

#include <algorithm>
#include <utility>

#include "protocol/canonical_json.hpp"
#include "protocol/decimal.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::int64_t kLarge = 1 << 24;
static_assert(kNone + 1 == 0);

}  // namespace

ElementIndex SetElements::find(std::int64_t value) const {
  if (value < 0 || value >= kLarge) {
    return find(std::string_view(std::to_string(value)));
  }
  return static_cast<std::size_t>(value) < small_.size() ? small_[static_cast<std::size_t>(value)] - 1 : kNone;
}

ElementIndex SetElements::find(std::string_view json) const {
  const std::string text = canonical(json);
  if (const auto value = host::parse_integer(text); value && *value >= 0 && *value < kLarge) {
    return find(*value);
  }
  const auto found = others_.find(text);
  return found == others_.end() ? kNone : found->second;
}

ElementIndex SetElements::add(std::string_view json, OperationIndex operation, bool forget) {
  std::string text = canonical(json);
  const auto value = host::parse_integer(text);
  ElementIndex element = kNone;
  if (value && *value >= 0 && *value < kLarge) {
    if (static_cast<std::size_t>(*value) >= small_.size()) {
      small_.resize(std::max(static_cast<std::size_t>(*value) + 1, small_.size() * 2), 0);
    }
    ElementIndex& slot = small_[static_cast<std::size_t>(*value)];
    slot = slot == 0 ? insert(std::move(text)) + 1 : slot;
    element = slot - 1;
  } else {
    const auto [place, is_new] = others_.try_emplace(text, kNone);
    if (is_new) {
      place->second = insert(std::move(text));
    }
    element = place->second;
  }
  ++times_added_[element];
  if (added_[element] != kNone && !forget) {
    return element;
  }
  added_[element] = operation;
  known_[element] = kNone;
  last_present_[element] = 0;
  last_absent_[element] = 0;
  return element;
}

ElementIndex SetElements::insert(std::string text) {
  texts_.push_back(std::move(text));
  added_.push_back(kNone);
  times_added_.push_back(0);
  known_.push_back(kNone);
  last_present_.push_back(0);
  last_absent_.push_back(0);
  seen_in_.push_back(0);
  times_seen_.push_back(0);
  return static_cast<ElementIndex>(texts_.size() - 1);
}

std::uint32_t SetElements::see(ElementIndex element) {
  if (seen_in_[element] == read_) {
    return ++times_seen_[element];
  }
  seen_in_[element] = read_;
  return times_seen_[element] = 0;
}

void SetElements::end_read(OperationIndex operation) {
  const OperationIndex reading = operation + 1;
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    const bool is_present = seen_in_[i] == read_;
    const OperationIndex present = std::max(last_present_[i], reading);
    const OperationIndex absent = std::max(last_absent_[i], reading);
    last_present_[i] = is_present ? present : last_present_[i];
    last_absent_[i] = is_present ? last_absent_[i] : absent;
    known_[i] = is_present && known_[i] == kNone ? operation : known_[i];
  }
}

}  // namespace maelstrom::conformance
