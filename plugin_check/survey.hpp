// Searches for accepted requests of a plugin's message types by trial, so that rules can be checked on a plugin of an
// unknown workload.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace maelstrom::conformance::check {

class Subject;

// What became of the best request that is known.
enum class Response {
  kNone,      // silence
  kRefused,   // an error for a malformed request, or a failure of the plugin
  kError,     // another error: the request is understood, and cannot be met
  kAccepted,  // a reply that is no error
};

struct TypeFacts {
  std::string type;
  std::string members;              // of the best request known: the body but for type and msg_id; may be empty
  std::vector<std::string> fields;  // that a request has, as far as is known
  Response response = Response::kNone;
  std::string reply;        // its text, for a person
  bool is_given = false;    // the request is the user's own: nothing better can be found
  bool is_one_way = false;  // the user declared it as one-way

  bool is_answered() const { return response > Response::kNone; }
  // Whether the request is a right one, so that a mistake in it is the only one.
  bool is_right() const { return response >= Response::kError; }
};

using Survey = std::vector<TypeFacts>;

nlohmann::ordered_json to_json(const TypeFacts& facts);
// nullopt if `json` does not come from to_json.
std::optional<TypeFacts> facts_from(const nlohmann::ordered_json& json);

// How many requests are tried for this type.
std::size_t survey_attempts(const Subject& subject, const TypeFacts& facts);

using OnFacts = std::function<void(const TypeFacts&)>;

// Tries request number `attempt` on the type, in a new instance, and adds what it shows to `facts`. The search ends
// when a request was accepted. `on_facts` is called on every change, because the plugin may crash on the request.
void survey(Subject& subject, std::size_t attempt, TypeFacts& facts, const OnFacts& on_facts);

}  // namespace maelstrom::conformance::check
