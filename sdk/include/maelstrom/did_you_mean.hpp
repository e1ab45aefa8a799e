// Suggestions for misspelled names: plugin options in the SDK, command-line arguments in our programs. [any-thread]
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::detail {

// The number of characters to insert, delete, replace or swap with the next to change one text into the other.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Rows of the table of distances between the prefixes of both: the row before the last, the last, and this one.
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

inline std::string without_case_and_underscores(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

// "; did you mean NAME?" with the candidate (each a text) most similar to `typed`, or empty if none is similar enough.
// Ignores case, and '-' and '_' are equal; a candidate that begins with `typed`, of at least three characters, is
// similar too.
template <class Candidates>
std::string did_you_mean(std::string_view typed, const Candidates& candidates) {
  constexpr std::size_t kMostCharacters = 100;
  constexpr std::size_t kLeastPrefix = 3;
  const std::string wanted = without_case_and_underscores(typed.substr(0, kMostCharacters));
  std::string_view best;
  std::size_t best_distance = 1 + std::max<std::size_t>(1, wanted.size() / 3);
  for (const auto& candidate : candidates) {
    const std::string name = without_case_and_underscores(candidate);
    const std::size_t letters = wanted.size() - std::min(wanted.size(), wanted.find_first_not_of('-'));
    const bool begins = letters >= kLeastPrefix && name.starts_with(wanted);
    const std::size_t distance = begins ? 1 : edit_distance(wanted, name);
    if (distance < best_distance && distance < name.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best.empty() ? std::string() : "; did you mean " + std::string(best) + "?";
}

}  // namespace maelstrom::detail
