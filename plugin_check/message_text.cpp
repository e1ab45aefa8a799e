#include "plugin_check/message_text.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "protocol/json_text.hpp"

namespace maelstrom::conformance::check {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string member(std::string_view name, std::string_view value) {
  return json_string(name).append(":").append(value);
}

void add_members(std::string& members, std::string_view more) {
  members += members.empty() || more.empty() ? "" : ",";
  members += more;
}

std::string make_body(std::string_view type, std::optional<std::int64_t> msg_id, std::string_view members) {
  std::string all = member("type", json_string(type));
  if (msg_id) {
    add_members(all, member("msg_id", std::to_string(*msg_id)));
  }
  add_members(all, members);
  return '{' + all + '}';
}

std::string make_line(std::string_view src, std::string_view dest, std::string_view body) {
  std::string line = R"({"src":)";
  append_json_string(line, src);
  line += R"(,"dest":)";
  append_json_string(line, dest);
  line += R"(,"body":)";
  line += body;
  return line += '}';
}

std::string make_init(std::string_view id, const std::vector<std::string>& ids, std::int64_t msg_id) {
  std::string list;
  for (const std::string& each : ids) {
    add_members(list, json_string(each));
  }
  return make_body("init", msg_id, member("node_id", json_string(id)) + ',' + member("node_ids", '[' + list + ']'));
}

std::string random_json(Random& random, int depth, bool is_plain) {
  switch (random.below(depth == 0 ? 6 : 8)) {
    case 0:
      return std::to_string(random.below(1'000'000));
    case 1:
      return '-' + std::to_string(is_plain ? random.below(1'000'000) : random.bits() >> 1U);
    case 2:
      return '"' + std::string(random.below(20), static_cast<char>('a' + random.below(26))) + '"';
    case 3:
      return is_plain ? R"("plain text, with spaces")" : "\"\xc3\xa9\xe2\x98\x83 \\u0000\\ud83d\\ude00 \\\\\"";
    case 4:
      return std::array{"true", "false", "null"}.at(random.below(3));
    case 5:
      return std::to_string(random.below(1000)) + '.' + std::to_string(random.below(1000)) + '1';
    case 6:
      return '[' + random_json(random, depth - 1, is_plain) + ',' + random_json(random, depth - 1, is_plain) + ']';
    default:
      return R"({"a":)" + random_json(random, depth - 1, is_plain) + R"(,"b":)" +
             random_json(random, depth - 1, is_plain) + '}';
  }
}

}  // namespace maelstrom::conformance::check
