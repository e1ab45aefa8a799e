#include "refusal.hpp"

#include "host/node.hpp"

namespace maelstrom::conformance {

std::optional<std::string_view> refusal_in(std::string_view text, std::string_view node_id) {
  constexpr std::string_view kBehindId = ": ";
  if (text.starts_with(node_id) && text.substr(node_id.size()).starts_with(kBehindId)) {  // not so before init
    text.remove_prefix(node_id.size() + kBehindId.size());
  }
  return text.starts_with(host::kRefused) ? std::optional(text) : std::nullopt;
}

}  // namespace maelstrom::conformance
