// Suggestions for misspelled names: of a plugin's options here, of everything on a command line in our programs.
// [any-thread]
#pragma once

#include <maelstrom/language.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::detail {

// The number of characters to insert, delete, replace or swap with the next to make one text of the other.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  // The rows of the table of distances between the beginnings of both: the row before the last, the last, and this one.
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

// "; did you mean NAME?" with the candidate, a text each, that is most similar to `typed`, or an empty text if none is
// similar enough. Upper and lower case, '-' and '_' are the same; a candidate that begins with at least three typed
// characters is similar too.
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
