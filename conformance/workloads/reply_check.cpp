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

std::optional<std::string> shape_violation(const host::Envelope& reply, const ReplyShape& shape) {
  if (shape.type.empty()) {
    return std::nullopt;
  }
  if (reply.type.empty() && reply.field("type") != R"("")") {
    return std::string("the reply has ") + (reply.field("type") ? "a type that is not a string" : "no type");
  }
  if (reply.type != shape.type) {
    return "expected a reply of type " + std::string(shape.type) + ", but received one of type " + excerpt(reply.type);
  }
  for (const std::string_view field : shape.fields) {
    if (!reply.field(field)) {
      return "the reply " + std::string(shape.type) + " lacks the field " + std::string(field);
    }
  }
  for (const host::Field& field : reply.fields) {
    const bool expected = std::find(shape.fields.begin(), shape.fields.end(), field.name) != shape.fields.end();
    if (!expected && !is_protocol_field(field.name)) {
      return "the reply " + std::string(shape.type) + " has the extra key " + excerpt(field.name);
    }
    if (field.name == "msg_id" && !is_integer_literal(field.value)) {
      return "the reply " + std::string(shape.type) + " has a msg_id that is not an integer";
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
  error.json += error.code ? std::to_string(*error.code) : "null";
  error.json += ',';
  error.json += reply.field("text").value_or("null");
  error.json += ']';
  return error;
}

}  // namespace maelstrom::conformance
