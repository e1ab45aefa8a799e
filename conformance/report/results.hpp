// The results of a run as JSON for programs and as text for people.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "conformance/run/results.hpp"

namespace maelstrom::conformance {

// "true", "false" or "unknown".
std::string_view validity_name(Validity validity);

// results.json, with Maelstrom's names where they exist.
nlohmann::ordered_json to_json(const Results& results);

// A few lines of numbers, each with its '\n'.
std::string summary(const Results& results);

// "valid: true", or "valid: false" and the reasons, one per line.
std::string verdict_text(const Results& results);

}  // namespace maelstrom::conformance
