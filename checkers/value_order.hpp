// The order of JSON values, as Clojure's `compare` has it, which Maelstrom's results are sorted by.
#pragma once

#include <optional>
#include <string_view>

namespace maelstrom::conformance {

// Negative, 0 or positive; nullopt if Clojure cannot compare the two and throws: values of different types, but for
// null, which comes before all; and objects. REQUIRES of both functions: the texts are canonical JSON.
std::optional<int> compare_values(std::string_view a, std::string_view b);

// A total order that agrees with compare_values where that has a result.
bool value_less(std::string_view a, std::string_view b);

}  // namespace maelstrom::conformance
