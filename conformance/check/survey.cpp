#include "survey.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "conformance/json_text.hpp"
#include "subject.hpp"

namespace maelstrom::conformance::check {
namespace {

// The first request has no fields, which shows those that the handler asks for; then they all get one of these values.
constexpr std::array<std::string_view, 5> kValues = {"", "1", R"("x")", "[]", "{}"};

std::string members_of(const std::vector<std::string>& fields, std::string_view value) {
  std::string members;
  for (const std::string& field : fields) {
    members += members.empty() ? "" : ",";
    append_json_string(members, field);
    members += ':';
    members += value;
  }
  return members;
}

void try_members(Subject& subject, const std::string& members, TypeFacts& facts, const OnFacts& on_facts) {
  NodeSetup setup = subject.setup();
  setup.probe.on_field = [&facts, &on_facts](std::string_view type, std::string_view field) {
    if (type == facts.type && std::find(facts.fields.begin(), facts.fields.end(), field) == facts.fields.end()) {
      facts.fields.emplace_back(field);
      on_facts(facts);
    }
  };
  const auto node = subject.started(std::move(setup));
  const Sent* const reply = node->ask("c1", facts.type, members);
  if (reply != nullptr && (!facts.answered || !reply->is_error())) {
    facts.members = members;
    facts.answered = true;
    facts.accepted = !reply->is_error();
  }
}

// Of a request that its workload describes there is nothing to find out but whether it is answered.
void try_shape(Subject& subject, const RequestShape& shape, TypeFacts& facts) {
  facts.members.clear();
  facts.fields.clear();
  for (const FieldShape& field : shape.fields) {
    facts.members += facts.members.empty() ? "" : ",";
    append_json_string(facts.members, field.name);
    facts.members += ':';
    facts.members += field.example;
    facts.fields.emplace_back(field.name);
  }
  const auto node = subject.started();
  const Sent* const reply = node->ask("c1", facts.type, facts.members);
  facts.answered = reply != nullptr;
  facts.accepted = reply != nullptr && !reply->is_error();
}

}  // namespace

nlohmann::ordered_json to_json(const TypeFacts& facts) {
  return {{"type", facts.type},
          {"members", facts.members},
          {"fields", facts.fields},
          {"answered", facts.answered},
          {"accepted", facts.accepted}};
}

TypeFacts facts_from(const nlohmann::ordered_json& json) {
  return {json.at("type"), json.at("members"), json.at("fields"), json.at("answered"), json.at("accepted")};
}

std::size_t survey_attempts() {
  return kValues.size();
}

void survey(Subject& subject, std::size_t attempt, TypeFacts& facts, const OnFacts& on_facts) {
  const RequestShape* const shape = subject.shape(facts.type);
  if (shape != nullptr) {
    if (attempt == 0) {
      try_shape(subject, *shape, facts);
    }
  } else if (attempt == 0 || !facts.fields.empty()) {
    try_members(subject, members_of(facts.fields, kValues.at(attempt)), facts, on_facts);
  }
  on_facts(facts);
}

}  // namespace maelstrom::conformance::check
