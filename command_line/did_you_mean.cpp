#include "command_line/did_you_mean.hpp"

#include <maelstrom/did_you_mean.hpp>

namespace maelstrom::host {

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates) {
  return maelstrom::detail::did_you_mean(typed, candidates);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  return maelstrom::detail::edit_distance(a, b);
}

}  // namespace maelstrom::host
