// What a plugin's types of messages want, found out by trying, so that the rules can be checked on a plugin whose
// workload nobody knows.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace maelstrom::conformance::check {

class Subject;

struct TypeFacts {
  std::string type;
  std::string members;              // of the best request known: the body but for type and msg_id; may be empty
  std::vector<std::string> fields;  // that a request has, as far as is known
  bool answered = false;            // that request got a reply
  bool accepted = false;            // and it was no error

  // Whether the rules that want replies can be checked on it.
  bool usable() const { return answered; }
};

using Survey = std::vector<TypeFacts>;

nlohmann::ordered_json to_json(const TypeFacts& facts);
// REQUIRES: `json` comes from to_json.
TypeFacts facts_from(const nlohmann::ordered_json& json);

// How many requests are tried for a type.
std::size_t survey_attempts();

using OnFacts = std::function<void(const TypeFacts&)>;

// Tries request number `attempt` on the type, in a new instance, and adds what it shows to `facts`. Enough is known
// when facts.accepted. `on_facts` is told what is known whenever that changes: the plugin may crash on the request.
void survey(Subject& subject, std::size_t attempt, TypeFacts& facts, const OnFacts& on_facts);

}  // namespace maelstrom::conformance::check
