#include "checkers/value_order.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "checkers/array_elements.hpp"
#include "protocol/json_cursor.hpp"

namespace maelstrom::conformance {
namespace {

enum Rank : int { kNull, kBoolean, kNumber, kString, kArray, kObject };

Rank rank_of(std::string_view json) {
  switch (json.empty() ? 'n' : json.front()) {
    case 'n':
      return kNull;
    case 't':
    case 'f':
      return kBoolean;
    case '"':
      return kString;
    case '[':
      return kArray;
    case '{':
      return kObject;
    default:
      return kNumber;
  }
}

int sign(int comparison) {
  return comparison < 0 ? -1 : comparison > 0 ? 1 : 0;
}

bool is_integer(std::string_view number) {
  return number.find_first_of(".eE") == std::string_view::npos;
}

// For any number of digits.
int compare_integers(std::string_view a, std::string_view b) {
  const bool a_negative = a.front() == '-';
  const bool b_negative = b.front() == '-';
  if (a_negative != b_negative) {
    return a_negative ? -1 : 1;
  }
  const int magnitude = a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : sign(a.compare(b));
  return a_negative ? -magnitude : magnitude;
}

int compare_numbers(std::string_view a, std::string_view b) {
  if (is_integer(a) && is_integer(b)) {
    return compare_integers(a, b);
  }
  const long double first = std::strtold(std::string(a).c_str(), nullptr);
  const long double second = std::strtold(std::string(b).c_str(), nullptr);
  return first < second ? -1 : first > second ? 1 : 0;
}

int compare_strings(std::string_view a, std::string_view b) {
  std::string first;
  std::string second;
  host::append_unescaped(first, a.substr(1, a.size() - 2));
  host::append_unescaped(second, b.substr(1, b.size() - 2));
  return sign(first.compare(second));
}

std::vector<std::string_view> elements(std::string_view array) {
  std::vector<std::string_view> all;
  for_each_element(array, [&all](std::string_view element) { all.push_back(element); });
  return all;
}

std::optional<int> compare_arrays(std::string_view a, std::string_view b) {
  const auto first = elements(a);
  const auto second = elements(b);
  if (first.size() != second.size()) {
    return first.size() < second.size() ? -1 : 1;
  }
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (const auto comparison = compare_values(first[i], second[i]); comparison != 0) {
      return comparison;
    }
  }
  return 0;
}

}  // namespace

std::optional<int> compare_values(std::string_view a, std::string_view b) {
  if (a == b) {
    return 0;
  }
  const Rank first = rank_of(a);
  const Rank second = rank_of(b);
  if (first == kNull || second == kNull) {
    return first == kNull ? -1 : 1;
  }
  if (first != second) {
    return std::nullopt;
  }
  switch (first) {
    case kBoolean:
      return a.front() == 'f' ? -1 : 1;
    case kNumber:
      return compare_numbers(a, b);
    case kString:
      return compare_strings(a, b);
    case kArray:
      return compare_arrays(a, b);
    default:
      return std::nullopt;
  }
}

bool value_less(std::string_view a, std::string_view b) {
  const Rank first = rank_of(a);
  const Rank second = rank_of(b);
  if (first != second) {
    return first < second;
  }
  if (const auto comparison = compare_values(a, b)) {
    return *comparison < 0;
  }
  return first == kArray && elements(a).size() != elements(b).size() ? a.size() < b.size() : a < b;
}

}  // namespace maelstrom::conformance
