// The state machine that Raft replicates: registers, and the incarnations that were admitted. A command is JSON:
//
//   {"type": "read", "key": K}                       {"type": "no-op"}
//   {"type": "write", "key": K, "value": V}          {"type": "admit", "node": NAME, "incarnation": NUMBER}
//   {"type": "cas", "key": K, "from": V, "to": V}
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <maelstrom/workload.hpp>

namespace raft {

using Incarnation = std::uint64_t;  // one run of a node, from its start to its end: a random number

inline maelstrom::JsonText field(const maelstrom::JsonText& command, std::string_view name) {
  const auto member = maelstrom::find_member(command, name);
  if (!member) {
    throw maelstrom::Error(maelstrom::ErrorCode::kMalformedRequest, "a command needs " + std::string(name));
  }
  return maelstrom::JsonText(*member);
}

inline bool is(const maelstrom::JsonText& command, std::string_view type) {
  const auto member = maelstrom::find_member(command, "type");
  return member && member->text == '"' + std::string(type) + '"';
}

struct StateMachine {
  std::map<std::string, maelstrom::JsonText> registers;  // by the JSON of the key
  std::map<std::string, Incarnation> members;            // by node; without those that were never admitted

  // Executes a command. Returns the value that it read, if any. Throws Error if the command is refused; that is a
  // result like any other, and the same on every node.
  maelstrom::JsonText execute(const maelstrom::JsonText& command) {
    if (is(command, "no-op")) {
      return {};
    }
    if (is(command, "admit")) {
      members[field(command, "node").as<std::string>()] = field(command, "incarnation").as<Incarnation>();
      return {};
    }
    const std::string key = field(command, "key").text();
    if (is(command, "write")) {
      registers[key] = field(command, "value");
      return {};
    }
    const auto found = registers.find(key);
    if (found == registers.end()) {
      throw maelstrom::Error(maelstrom::ErrorCode::kKeyDoesNotExist, "there is no such key");
    }
    if (is(command, "read")) {
      return found->second;
    }
    if (!same_value(found->second, field(command, "from"))) {
      throw maelstrom::Error(maelstrom::ErrorCode::kPreconditionFailed, "the value is " + found->second.text());
    }
    found->second = field(command, "to");
    return {};
  }

  // Whether two values are equal as JSON. The text decides for numbers that nlohmann/json cannot hold.
  static bool same_value(const maelstrom::JsonText& a, const maelstrom::JsonText& b) {
    if (a == b) {
      return true;
    }
    const auto left = maelstrom::JsonAs<nlohmann::json>::decode(a.text());
    const auto right = maelstrom::JsonAs<nlohmann::json>::decode(b.text());
    return left && right && *left == *right;
  }
};

}  // namespace raft
