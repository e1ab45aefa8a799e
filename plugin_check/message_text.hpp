// The text of the messages that the check sends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/choices/random.hpp"

namespace maelstrom::conformance::check {

// `text` as a JSON string.
std::string json_string(std::string_view text);

// "NAME":VALUE. `value`: JSON.
std::string member(std::string_view name, std::string_view value);

// Appends `more`, which may be empty, to the members of an object.
void add_members(std::string& members, std::string_view more);

// {"type":TYPE,"msg_id":N,MEMBERS}; without msg_id and members if they are missing.
std::string make_body(std::string_view type, std::optional<std::int64_t> msg_id, std::string_view members);

std::string make_line(std::string_view src, std::string_view dest, std::string_view body);

// The body of the init of node `id`.
std::string make_init(std::string_view id, const std::vector<std::string>& ids, std::int64_t msg_id);

// A random JSON value, nested at most `depth` levels. `is_plain`: without text beyond ASCII, escapes and large
// integers, which other rules check.
std::string random_json(Random& random, int depth, bool is_plain = false);

}  // namespace maelstrom::conformance::check
