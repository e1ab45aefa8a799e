#include "protocol/workload_schemas.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

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
constexpr std::array kListReply = {FieldSchema{"txn", kListTransaction}};
constexpr std::array kListTxn = {RequestSchema{"txn", kTxnFields, kListReply}};
constexpr std::array kRegisterReply = {FieldSchema{"txn", kRegisterTransaction}};
constexpr std::array kRegisterTxn = {RequestSchema{"txn", kTxnFields, kRegisterReply}};

constexpr std::array kWorkloads = {
    WorkloadSchema{"echo", kEcho, false},        WorkloadSchema{"unique-ids", kUniqueIds, false},
    WorkloadSchema{"broadcast", kBroadcast},     WorkloadSchema{"g-set", kSet},
    WorkloadSchema{"g-counter", kCounter},       WorkloadSchema{"pn-counter", kCounter},
    WorkloadSchema{"lin-kv", kRegister},         WorkloadSchema{"kafka", kKafka},
    WorkloadSchema{"txn-list-append", kListTxn}, WorkloadSchema{"txn-rw-register", kRegisterTxn},
};

// Whether is_right(value) holds for each member's value of the object `json`.
template <class IsRight>
bool each_member(std::string_view json, IsRight&& is_right) {
  host::JsonScanner scanner;
  auto cursor = scanner.scan(json);
  return cursor && !cursor->object([&](std::string_view) { return is_right(cursor->value()); }).empty();
}

// Null counts as an empty array, as in Maelstrom's schemas.
template <class IsRight>
bool each_element(std::string_view json, IsRight&& is_right) {
  if (json == "null") {
    return true;
  }
  host::JsonScanner scanner;
  auto cursor = scanner.scan(json);
  return cursor && !cursor->array([&] { return is_right(cursor->value()); }).empty();
}

// The first three elements of an array, and the number of all.
struct Elements {
  std::size_t count = 0;
  std::array<std::string_view, 3> first;
};

Elements elements_of(std::string_view json) {
  Elements elements;
  const bool is_array = each_element(json, [&elements](std::string_view element) {
    if (elements.count < elements.first.size()) {
      elements.first.at(elements.count) = element;
    }
    ++elements.count;
    return true;
  });
  return is_array ? elements : Elements();
}

bool is_message(std::string_view json) {
  const Elements elements = elements_of(json);
  return elements.count == 2 && conformance::is_integer_literal(elements.first[0]);
}

bool is_list_operation(std::string_view json) {
  const auto [count, first] = elements_of(json);
  return count == 3 && (first[0] == R"("append")" || (first[0] == R"("r")" && is_of_kind(first[2], kArray)));
}

bool is_register_operation(std::string_view json) {
  const auto [count, first] = elements_of(json);
  return count == 3 && (first[0] == R"("r")" || first[0] == R"("w")");
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
    case kListTransaction:
      return each_element(json, is_list_operation);
    case kRegisterTransaction:
      return each_element(json, is_register_operation);
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
    case kListTransaction:
      return "an array of [\"r\", key, array or null] and [\"append\", key, value]";
    case kRegisterTransaction:
      return "an array of [\"r\" or \"w\", key, value]";
  }
  return "";
}

}  // namespace maelstrom::protocol
