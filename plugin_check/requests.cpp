#include "plugin_check/requests.hpp"

#include <algorithm>
#include <array>

#include "plugin_check/message_text.hpp"

namespace maelstrom::conformance::check {
namespace {

using enum FieldKind;

constexpr std::array<std::string_view, 0> kNothing = {};
constexpr std::array<FieldShape, 0> kNoFields = {};

constexpr std::array kEchoFields = {FieldShape{"echo", kPayload, R"("Please echo 7")"}};
constexpr std::array<std::string_view, 1> kEchoReply = {"echo"};
constexpr std::array kEcho = {RequestShape{"echo", kEchoFields, kEchoReply}};

constexpr std::array<std::string_view, 1> kGenerateReply = {"id"};
constexpr std::array kUniqueIds = {RequestShape{"generate", kNoFields, kGenerateReply}};

constexpr std::array kTopologyFields = {FieldShape{"topology", kIgnored, R"({"n1":["n2"],"n2":["n1"],"n3":[]})"}};
constexpr std::array kBroadcastFields = {FieldShape{"message", kAny, "7"}};
constexpr std::array<std::string_view, 1> kMessagesReply = {"messages"};
constexpr std::array kBroadcast = {RequestShape{"topology", kTopologyFields, kNothing},
                                   RequestShape{"broadcast", kBroadcastFields, kNothing},
                                   RequestShape{"read", kNoFields, kMessagesReply}};

constexpr std::array<std::string_view, 1> kValueReply = {"value"};
constexpr std::array kElementFields = {FieldShape{"element", kAny, "7"}};
constexpr std::array kSet = {RequestShape{"add", kElementFields, kNothing},
                             RequestShape{"read", kNoFields, kValueReply}};

constexpr std::array kDeltaFields = {FieldShape{"delta", kInteger, "7"}};
constexpr std::array kCounter = {RequestShape{"add", kDeltaFields, kNothing},
                                 RequestShape{"read", kNoFields, kValueReply}};

constexpr std::array kReadFields = {FieldShape{"key", kAny, "7"}};
constexpr std::array kWriteFields = {FieldShape{"key", kAny, "7"}, FieldShape{"value", kAny, "1"}};
constexpr std::array kCasFields = {FieldShape{"key", kAny, "7"}, FieldShape{"from", kAny, "1"},
                                   FieldShape{"to", kAny, "2"}};
constexpr std::array kRegister = {RequestShape{"write", kWriteFields, kNothing},
                                  RequestShape{"read", kReadFields, kValueReply},
                                  RequestShape{"cas", kCasFields, kNothing}};

constexpr std::array kSendFields = {FieldShape{"key", kAny, R"("k1")"}, FieldShape{"msg", kAny, "7"}};
constexpr std::array<std::string_view, 1> kOffsetReply = {"offset"};
constexpr std::array kOffsetsFields = {FieldShape{"offsets", kObject, R"({"k1":0})"}};
constexpr std::array<std::string_view, 1> kMsgsReply = {"msgs"};
constexpr std::array kKeysFields = {FieldShape{"keys", kIgnored, R"(["k1"])"}};
constexpr std::array<std::string_view, 1> kOffsetsReply = {"offsets"};
constexpr std::array kKafka = {RequestShape{"send", kSendFields, kOffsetReply},
                               RequestShape{"poll", kOffsetsFields, kMsgsReply},
                               RequestShape{"commit_offsets", kOffsetsFields, kNothing},
                               RequestShape{"list_committed_offsets", kKeysFields, kOffsetsReply}};

constexpr std::array kTxnFields = {FieldShape{"txn", kArray, R"([["r",1,null]])"}};
constexpr std::array<std::string_view, 1> kTxnReply = {"txn"};
constexpr std::array kTxn = {RequestShape{"txn", kTxnFields, kTxnReply}};

constexpr std::array kWorkloads = {
    WorkloadShape{"echo", kEcho, false},    WorkloadShape{"unique-ids", kUniqueIds, false},
    WorkloadShape{"broadcast", kBroadcast}, WorkloadShape{"g-set", kSet},
    WorkloadShape{"g-counter", kCounter},   WorkloadShape{"pn-counter", kCounter},
    WorkloadShape{"lin-kv", kRegister},     WorkloadShape{"kafka", kKafka},
    WorkloadShape{"txn-list-append", kTxn}, WorkloadShape{"txn-rw-register", kTxn},
};

bool is_among(const std::vector<std::string>& types, const WorkloadShape& workload) {
  return std::all_of(workload.requests.begin(), workload.requests.end(), [&types](const RequestShape& request) {
    return std::find(types.begin(), types.end(), request.type) != types.end();
  });
}

// Two workloads contradict each other when a request of one type has another shape in each.
bool contradict(const WorkloadShape& a, const WorkloadShape& b) {
  for (const RequestShape& request : a.requests) {
    for (const RequestShape& other : b.requests) {
      if (request.type == other.type &&
          (request.fields.data() != other.fields.data() || request.reply_fields.data() != other.reply_fields.data())) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

std::span<const WorkloadShape> workload_shapes() {
  return kWorkloads;
}

const WorkloadShape* find_workload_shape(std::string_view name) {
  const auto* const found =
      std::find_if(kWorkloads.begin(), kWorkloads.end(), [name](const WorkloadShape& row) { return row.name == name; });
  return found == kWorkloads.end() ? nullptr : found;
}

std::vector<const WorkloadShape*> guess_workloads(const std::vector<std::string>& types,
                                                  std::vector<std::string_view>& ambiguous) {
  std::vector<const WorkloadShape*> candidates;
  for (const WorkloadShape& workload : kWorkloads) {
    if (is_among(types, workload)) {
      candidates.push_back(&workload);
    }
  }
  std::vector<const WorkloadShape*> chosen;
  for (const WorkloadShape* const workload : candidates) {
    const bool clear = std::none_of(candidates.begin(), candidates.end(),
                                    [workload](const WorkloadShape* other) { return contradict(*workload, *other); });
    if (clear) {
      chosen.push_back(workload);
    } else {
      ambiguous.push_back(workload->name);
    }
  }
  return chosen;
}

std::string_view payload_field(const RequestShape* shape) {
  if (shape == nullptr) {
    return {};
  }
  for (const FieldShape& field : shape->fields) {
    const auto& reply = shape->reply_fields;
    if (field.kind == FieldKind::kPayload && std::find(reply.begin(), reply.end(), field.name) != reply.end()) {
      return field.name;
    }
  }
  return {};
}

std::string example_members(const RequestShape& shape) {
  std::string members;
  for (const FieldShape& field : shape.fields) {
    add_members(members, member(field.name, field.example));
  }
  return members;
}

const RequestShape* find_request_shape(std::span<const WorkloadShape* const> workloads, std::string_view type) {
  for (const WorkloadShape* const workload : workloads) {
    for (const RequestShape& request : workload->requests) {
      if (request.type == type) {
        return &request;
      }
    }
  }
  return nullptr;
}

}  // namespace maelstrom::conformance::check
