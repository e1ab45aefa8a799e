// Walks over the elements of a JSON array. The text must be valid JSON, as every text of a history is.
#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/json_cursor.hpp"

namespace maelstrom::conformance {

// Calls on_integer(value) for every element that is an integer of at most 18 digits, and on_other(text) for the others.
// Returns false if `json` is not an array.
template <class OnInteger, class OnOther>
bool for_each_element(std::string_view json, OnInteger&& on_integer, OnOther&& on_other) {
  constexpr int kSafeDigits = 18;
  host::JsonScanner scanner;
  scanner.begin(json);
  const char* p = json.data();
  const char* const end = p + json.size();
  const auto skip_space = [&p, end] {
    while (p != end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) {
      ++p;
    }
  };
  if (p == end || *p != '[') {
    return false;
  }
  ++p;
  skip_space();
  while (p != end && *p != ']') {
    const char* digit = p + (*p == '-' ? 1 : 0);
    const char* const first_digit = digit;
    std::int64_t value = 0;
    for (; digit != end && *digit >= '0' && *digit <= '9' && digit - first_digit < kSafeDigits; ++digit) {
      value = value * 10 + (*digit - '0');
    }
    if (digit != first_digit && digit != end && (*digit == ',' || *digit == ']')) {
      on_integer(*p == '-' ? -value : value);
      p = digit;
    } else {
      const char* const behind = scanner.value(p);
      if (behind == nullptr) {
        return false;
      }
      on_other(std::string_view(p, static_cast<std::size_t>(behind - p)));
      p = behind;
      skip_space();
    }
    if (p != end && *p == ',') {
      ++p;
      skip_space();
    }
  }
  return true;
}

// Calls on_element(text) for every element. Returns false if `json` is not an array.
template <class OnElement>
bool for_each_element(std::string_view json, OnElement&& on_element) {
  host::JsonScanner scanner;
  auto cursor = scanner.scan(json);
  return cursor && !cursor
                        ->array([&] {
                          const std::string_view element = cursor->value();
                          if (!element.empty()) {
                            on_element(element);
                          }
                          return !element.empty();
                        })
                        .empty();
}

}  // namespace maelstrom::conformance
