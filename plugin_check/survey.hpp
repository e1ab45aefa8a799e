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

// The response to the best known request.
enum class Response {
  kNone,      // silence
  kRefused,   // an error for a malformed request, or a failure of the plugin
  kError,     // another error: the request is valid, but cannot be executed
  kAccepted,  // a reply without error
};

struct TypeFacts {
  std::string type;
  std::string members;              // of the best known request: the body without type and msg_id; may be empty
  std::vector<std::string> fields;  // the known fields of a request
  Response response = Response::kNone;
  std::string reply;        // its text, for display
  bool is_given = false;    // the request is from the user: no better one can be found
  bool is_one_way = false;  // the user declared it as one-way

  bool is_answered() const { return response > Response::kNone; }
  // Whether the request is valid, so that it can be changed to have a single mistake.
  bool is_right() const { return response >= Response::kError; }
};

using Survey = std::vector<TypeFacts>;

nlohmann::ordered_json to_json(const TypeFacts& facts);
// nullopt if `json` does not come from to_json.
std::optional<TypeFacts> facts_from(const nlohmann::ordered_json& json);

// The number of requests to try for this type.
std::size_t survey_attempts(const Subject& subject, const TypeFacts& facts);

using OnFacts = std::function<void(const TypeFacts&)>;

// Tries request number `attempt` on the type, in a new instance, and adds the results to `facts`. The search ends when
// a request is accepted. `on_facts` is called on every change, because the plugin may crash on the request.
void survey(Subject& subject, std::size_t attempt, TypeFacts& facts, const OnFacts& on_facts);

}  // namespace maelstrom::conformance::check
