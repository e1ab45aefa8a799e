#include "protocol/workload_schemas.hpp"

#include <algorithm>
#include <array>

#include "protocol/json_cursor.hpp"
#include "protocol/json_text.hpp"

namespace maelstrom::protocol {
namespace {

using enum FieldKind;

constexpr std::array<FieldSchema, 0> kNothing = {};

constexpr std::array kEchoFields = {FieldSchema{"echo", kPayload, R"("Please echo 7")"}};
constexpr std::array kEchoReply = {FieldSchema{"echo", kPayload}};
constexpr std::array kEcho = {RequestSchema{"echo", kEchoFields, kEchoReply}};

constexpr std::array kGenerateReply = {FieldSchema{"id"}};
constexpr std::array kUniqueIds = {RequestSchema{"generate", kNothing, kGenerateReply}};

constexpr std::array kTopologyFields = {FieldSchema{"topology", kIgnored, R"({"n1":["n2"],"n2":["n1"],"n3":[]})"}};
constexpr std::array kBroadcastFields = {FieldSchema{"message", kAny, "7"}};
constexpr std::array kMessagesReply = {FieldSchema{"messages", kArray}};
constexpr std::array kBroadcast = {RequestSchema{"topology", kTopologyFields, kNothing},
                                   RequestSchema{"broadcast", kBroadcastFields, kNothing},
                                   RequestSchema{"read", kNothing, kMessagesReply}};

constexpr std::array kElementFields = {FieldSchema{"element", kAny, "7"}};
constexpr std::array kSetReply = {FieldSchema{"value", kArray}};
constexpr std::array kSet = {RequestSchema{"add", kElementFields, kNothing},
                             RequestSchema{"read", kNothing, kSetReply}};

constexpr std::array kDeltaFields = {FieldSchema{"delta", kInteger, "7"}};
constexpr std::array kCounterReply = {FieldSchema{"value", kInteger}};
constexpr std::array kCounter = {RequestSchema{"add", kDeltaFields, kNothing},
                                 RequestSchema{"read", kNothing, kCounterReply}};

constexpr std::array kReadFields = {FieldSchema{"key", kAny, "7"}};
constexpr std::array kWriteFields = {FieldSchema{"key", kAny, "7"}, FieldSchema{"value", kAny, "1"}};
constexpr std::array kCasFields = {FieldSchema{"key", kAny, "7"}, FieldSchema{"from", kAny, "1"},
                                   FieldSchema{"to", kAny, "2"}};
constexpr std::array kReadReply = {FieldSchema{"value"}};
constexpr std::array kRegister = {RequestSchema{"write", kWriteFields, kNothing},
                                  RequestSchema{"read", kReadFields, kReadReply},
                                  RequestSchema{"cas", kCasFields, kNothing}};

constexpr std::array kSendFields = {FieldSchema{"key", kAny, R"("k1")"}, FieldSchema{"msg", kAny, "7"}};
constexpr std::array kOffsetReply = {FieldSchema{"offset", kInteger}};
constexpr std::array kOffsetsFields = {FieldSchema{"offsets", kObject, R"({"k1":0})"}};
constexpr std::array kMsgsReply = {FieldSchema{"msgs", kMessages}};
constexpr std::array kKeysFields = {FieldSchema{"keys", kIgnored, R"(["k1"])"}};
constexpr std::array kOffsetsReply = {FieldSchema{"offsets", kOffsets}};
constexpr std::array kKafka = {RequestSchema{"send", kSendFields, kOffsetReply},
                               RequestSchema{"poll", kOffsetsFields, kMsgsReply},
                               RequestSchema{"commit_offsets", kOffsetsFields, kNothing},
                               RequestSchema{"list_committed_offsets", kKeysFields, kOffsetsReply}};

constexpr std::array kTxnFields = {FieldSchema{"txn", kArray, R"([["r",1,null]])"}};
constexpr std::array kTxnReply = {FieldSchema{"txn", kTransaction}};
constexpr std::array kTxn = {RequestSchema{"txn", kTxnFields, kTxnReply}};

constexpr std::array kWorkloads = {
    WorkloadSchema{"echo", kEcho, false},    WorkloadSchema{"unique-ids", kUniqueIds, false},
    WorkloadSchema{"broadcast", kBroadcast}, WorkloadSchema{"g-set", kSet},
    WorkloadSchema{"g-counter", kCounter},   WorkloadSchema{"pn-counter", kCounter},
    WorkloadSchema{"lin-kv", kRegister},     WorkloadSchema{"kafka", kKafka},
    WorkloadSchema{"txn-list-append", kTxn}, WorkloadSchema{"txn-rw-register", kTxn},
};

// Whether each member's value of the object `json` is what `is_right` demands.
template <class IsRight>
bool each_member(std::string_view json, IsRight&& is_right) {
  host::JsonScanner scanner;
  auto cursor = scanner.scan(json);
  return cursor && !cursor->object([&](std::string_view) { return is_right(cursor->value()); }).empty();
}

// Null counts as an array without elements, as for Maelstrom's schemas.
template <class IsRight>
bool each_element(std::string_view json, IsRight&& is_right) {
  if (json == "null") {
    return true;
  }
  host::JsonScanner scanner;
  auto cursor = scanner.scan(json);
  return cursor && !cursor->array([&] { return is_right(cursor->value()); }).empty();
}

// An array of `size` elements, the first of which `is_right`.
template <class IsRight>
bool is_tuple(std::string_view json, int size, IsRight&& is_right) {
  int count = 0;
  return each_element(json, [&](std::string_view element) { return ++count > 1 || is_right(element); }) &&
         count == size;
}

bool is_message(std::string_view json) {
  return is_tuple(json, 2, conformance::is_integer_literal);
}

bool is_operation(std::string_view json) {
  return is_tuple(json, 3, [](std::string_view function) { return function.front() == '"'; });
}

}  // namespace

std::span<const WorkloadSchema> workload_schemas() {
  return kWorkloads;
}

const WorkloadSchema* find_workload_schema(std::string_view name) {
  const auto* const found = std::find_if(kWorkloads.begin(), kWorkloads.end(),
                                         [name](const WorkloadSchema& row) { return row.name == name; });
  return found == kWorkloads.end() ? nullptr : found;
}

const RequestSchema* find_request_schema(const WorkloadSchema& workload, std::string_view type) {
  const auto found = std::find_if(workload.requests.begin(), workload.requests.end(),
                                  [type](const RequestSchema& request) { return request.type == type; });
  return found == workload.requests.end() ? nullptr : &*found;
}

bool is_of_kind(std::string_view json, FieldKind kind) {
  switch (kind) {
    case kPayload:
    case kAny:
    case kIgnored:
      return true;
    case kInteger:
      return conformance::is_integer_literal(json);
    case kArray:
      return json.front() == '[' || json == "null";
    case kObject:
      return json.front() == '{';
    case kOffsets:
      return each_member(json, conformance::is_integer_literal);
    case kMessages:
      return each_member(json, [](std::string_view messages) { return each_element(messages, is_message); });
    case kTransaction:
      return each_element(json, is_operation);
  }
  return false;
}

std::string_view kind_words(FieldKind kind) {
  switch (kind) {
    case kPayload:
    case kAny:
    case kIgnored:
      return "any JSON value";
    case kInteger:
      return "an integer";
    case kArray:
      return "an array";
    case kObject:
      return "an object";
    case kOffsets:
      return "an object of integers";
    case kMessages:
      return "an object of arrays of [offset, message]";
    case kTransaction:
      return "an array of [function, key, value]";
  }
  return "";
}

}  // namespace maelstrom::protocol
