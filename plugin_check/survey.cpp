#include "plugin_check/survey.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "plugin_check/message_text.hpp"
#include "plugin_check/requests.hpp"
#include "plugin_check/subject.hpp"
#include "protocol/json_integer.hpp"

namespace maelstrom::conformance::check {
namespace {

// Values to try for all fields that the handler reads.
constexpr std::array<std::string_view, 4> kFieldValues = {"1", R"("x")", "[]", "{}"};

Response response_of(const Sent* reply) {
  if (reply == nullptr) {
    return Response::kNone;
  }
  if (!reply->is_error()) {
    return Response::kAccepted;
  }
  constexpr std::array<std::int64_t, 4> kWrongRequest = {-1, MAELSTROM_ERROR_NOT_SUPPORTED,
                                                         MAELSTROM_ERROR_MALFORMED_REQUEST, MAELSTROM_ERROR_CRASH};
  const bool wrong = std::find(kWrongRequest.begin(), kWrongRequest.end(), reply->code()) != kWrongRequest.end();
  return wrong ? Response::kRefused : Response::kError;
}

void note_field(TypeFacts& facts, std::string_view field) {
  if (std::find(facts.fields.begin(), facts.fields.end(), field) == facts.fields.end()) {
    facts.fields.emplace_back(field);
  }
}

void try_members(Subject& subject, const std::string& members, const std::vector<std::string>& fields, TypeFacts& facts,
                 const OnFacts& on_facts) {
  NodeSetup setup = subject.setup();
  setup.probe.on_field = [&facts, &on_facts](std::string_view type, std::string_view field) {
    if (type == facts.type && !facts.is_given) {
      note_field(facts, field);
      on_facts(facts);
    }
  };
  const auto node = subject.started(std::move(setup));
  if (facts.reply.empty()) {  // if the plugin crashes, the report shows this request
    facts.members = members;
    on_facts(facts);
  }
  const Sent* const reply = node->ask("c1", facts.type, members);
  const Response response = response_of(reply);
  if (response > facts.response || facts.reply.empty()) {
    facts.members = members;
    facts.response = response;
    facts.reply = node->describe(reply);
    std::for_each(fields.begin(), fields.end(), [&facts](const std::string& field) { note_field(facts, field); });
  }
  on_facts(facts);
}

// The requests of this type in all workloads: candidates for the plugin's.
std::vector<const RequestSchema*> namesakes(std::string_view type) {
  std::vector<const RequestSchema*> shapes;
  for (const WorkloadSchema& workload : protocol::workload_schemas()) {
    for (const RequestSchema& shape : workload.requests) {
      if (shape.type == type) {
        shapes.push_back(&shape);
      }
    }
  }
  return shapes;
}

std::vector<std::string> field_names(const RequestSchema& shape) {
  std::vector<std::string> names;
  for (const FieldSchema& field : shape.fields) {
    names.emplace_back(field.name);
  }
  return names;
}

void try_shape(Subject& subject, const RequestSchema& shape, TypeFacts& facts, const OnFacts& on_facts) {
  try_members(subject, example_members(shape), field_names(shape), facts, on_facts);
}

}  // namespace

nlohmann::ordered_json to_json(const TypeFacts& facts) {
  return {{"type", facts.type},
          {"members", facts.members},
          {"fields", facts.fields},
          {"response", static_cast<int>(facts.response)},
          {"reply", facts.reply},
          {"is_given", facts.is_given},
          {"is_one_way", facts.is_one_way}};
}

std::optional<TypeFacts> facts_from(const nlohmann::ordered_json& json) {
  try {
    const std::int64_t response =
        host::integer_member(json, "response", 0, static_cast<std::int64_t>(Response::kAccepted));
    return TypeFacts{json.at("type"),  json.at("members"),  json.at("fields"),    static_cast<Response>(response),
                     json.at("reply"), json.at("is_given"), json.at("is_one_way")};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::size_t survey_attempts(const Subject& subject, const TypeFacts& facts) {
  const bool known = facts.is_given || subject.shape(facts.type) != nullptr;
  return known ? 1 : 1 + namesakes(facts.type).size() + kFieldValues.size();
}

void survey(Subject& subject, std::size_t attempt, TypeFacts& facts, const OnFacts& on_facts) {
  const auto shapes = namesakes(facts.type);
  if (facts.is_given) {
    try_members(subject, facts.members, {}, facts, on_facts);
  } else if (const RequestSchema* const shape = subject.shape(facts.type)) {
    facts.fields = field_names(*shape);
    try_shape(subject, *shape, facts, on_facts);
  } else if (attempt == 0) {
    try_members(subject, "", {}, facts, on_facts);  // finds the fields that the handler reads
  } else if (attempt <= shapes.size()) {
    try_shape(subject, *shapes[attempt - 1], facts, on_facts);
  } else if (!facts.fields.empty()) {
    std::string members;
    for (const std::string& field : facts.fields) {
      add_members(members, member(field, kFieldValues.at(attempt - 1 - shapes.size())));
    }
    try_members(subject, members, {}, facts, on_facts);
  }
}

}  // namespace maelstrom::conformance::check
