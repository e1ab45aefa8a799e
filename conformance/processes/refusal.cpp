#include "conformance/processes/refusal.hpp"

#include "host/loop/system_platform.hpp"
#include "host/node/node.hpp"

namespace maelstrom::conformance {

namespace {

std::string_view without_id(std::string_view text, std::string_view node_id) {
  constexpr std::string_view kBehindId = ": ";
  if (text.starts_with(node_id) && text.substr(node_id.size()).starts_with(kBehindId)) {  // not so before init
    text.remove_prefix(node_id.size() + kBehindId.size());
  }
  return text;
}

}  // namespace

std::optional<std::string_view> refusal_in(std::string_view text, std::string_view node_id) {
  text = without_id(text, node_id);
  return text.starts_with(host::kRefused) ? std::optional(text) : std::nullopt;
}

std::optional<std::string_view> warning_in(std::string_view line, std::string_view node_id) {
  const std::string_view text = host::logged_text(line);
  const std::string_view front = line.substr(0, line.size() - text.size());
  const bool warns = front.ends_with(" warning ") || front.ends_with(" error   ");
  const std::string_view words = without_id(text, node_id);
  const bool is_routine = words.starts_with("dropped ");  // late replies, or messages for an earlier incarnation
  return warns && !words.empty() && !is_routine ? std::optional(words) : std::nullopt;
}

}  // namespace maelstrom::conformance
