#include "conformance/workloads/reply_check.hpp"

#include <algorithm>

#include "protocol/error_codes.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

bool is_protocol_field(std::string_view name) {
  return name == "type" || name == "in_reply_to" || name == "msg_id";
}

}  // namespace

std::optional<std::string> schema_violation(const host::Envelope& reply, const protocol::RequestSchema* schema) {
  if (schema == nullptr) {
    return std::nullopt;
  }
  const std::string type = std::string(schema->type) + "_ok";
  if (reply.type.empty() && reply.field("type") != R"("")") {
    return std::string("the reply has ") + (reply.field("type") ? "a type that is not a string" : "no type");
  }
  if (reply.type != type) {
    return "expected a reply of type " + type + ", but received one of type " + excerpt(reply.type);
  }
  for (const protocol::FieldSchema& field : schema->reply) {
    const auto value = reply.field(field.name);
    if (!value) {
      return "the reply " + type + " lacks the field " + std::string(field.name);
    }
    if (!protocol::is_of_kind(*value, field.kind)) {
      return "the reply " + type + " has a field " + std::string(field.name) + " that is not " +
             std::string(protocol::kind_words(field.kind));
    }
  }
  for (const host::Field& field : reply.fields) {
    const bool expected = std::any_of(schema->reply.begin(), schema->reply.end(),
                                      [&field](const protocol::FieldSchema& row) { return row.name == field.name; });
    if (!expected && !is_protocol_field(field.name)) {
      return "the reply " + type + " has the extra key " + excerpt(field.name);
    }
    if (field.name == "msg_id" && !is_integer_literal(field.value)) {
      return "the reply " + type + " has a msg_id that is not an integer";
    }
  }
  return std::nullopt;
}

ErrorReply read_error(const host::Envelope& reply) {
  ErrorReply error;
  if (const auto code = reply.field("code")) {
    error.code = host::parse_integer(*code);
  }
  error.definite = error.code && is_definite(*error.code);
  error.name = error.code ? std::to_string(*error.code) + ' ' + std::string(error_name(*error.code)) : "no code";
  error.json += '[';
  append_json_string(error.json, error.code ? error_name(*error.code) : "no code");
  error.json += ',';
  error.json += reply.field("text").value_or("null");
  error.json += ']';
  return error;
}

}  // namespace maelstrom::conformance
