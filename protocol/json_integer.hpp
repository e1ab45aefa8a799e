// Reads integers from documents. The conversion of nlohmann/json is undefined for a number beyond 64 bits.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace maelstrom::host {

// The member `name` of an object of nlohmann/json. Throws std::out_of_range if it is missing or is not an integer in
// [least, most].
template <class Json>
std::int64_t integer_member(const Json& object, const char* name, std::int64_t least = INT64_MIN,
                            std::int64_t most = INT64_MAX) {
  const auto found = object.find(name);
  const bool is_integer =
      found != object.end() && found->is_number_integer() &&
      (!found->is_number_unsigned() || found->template get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX));
  const std::int64_t value = is_integer ? found->template get<std::int64_t>() : 0;
  if (!is_integer || value < least || value > most) {
    throw std::out_of_range(std::string(name) + " is not an integer in its range");
  }
  return value;
}

}  // namespace maelstrom::host
