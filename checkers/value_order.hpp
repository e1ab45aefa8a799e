// The order of JSON values in Clojure's `compare`, by which Maelstrom's results are sorted.
#pragma once

#include <optional>
#include <string_view>

namespace maelstrom::conformance {

// Negative, 0 or positive; nullopt if Clojure cannot compare the two and throws: values of different types, except
// null, which comes first; and objects. REQUIRES of both functions: the texts are canonical JSON.
std::optional<int> compare_values(std::string_view a, std::string_view b);

// A total order that agrees with compare_values if that has a result.
bool value_less(std::string_view a, std::string_view b);

}  // namespace maelstrom::conformance
