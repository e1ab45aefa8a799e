// The messages of Maelstrom's ten workloads: requests and replies. The replies are closed: they have the fields listed
// here, in_reply_to, optionally msg_id, and no others (jepsen-io/maelstrom, doc/workloads.md at cb7f072).
//
// To add a workload, add its rows in workload_schemas.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace maelstrom::protocol {

enum class FieldKind : std::uint8_t {
  kPayload,  // any JSON value: opaque, and returned unchanged if the reply has a field of this name
  kAny,      // any JSON value that is valid for the workload
  kIgnored,  // a correct node may ignore it, and then accepts any value
  kInteger,
  kArray,
  kObject,
  kOffsets,              // an object: key -> integer
  kMessages,             // an object: key -> array of [integer, any value]
  kListTransaction,      // an array of ["r", key, array or null] and ["append", key, value]
  kRegisterTransaction,  // an array of ["r" or "w", key, value]
};

struct FieldSchema {
  std::string_view name;
  FieldKind kind = FieldKind::kAny;
  std::string_view example = {};  // JSON; of requests only
};

// A request. The type of its reply is its own followed by "_ok".
struct RequestSchema {
  std::string_view type;
  std::span<const FieldSchema> fields;  // all of them required
  std::span<const FieldSchema> reply;   // besides type, in_reply_to and msg_id: all of these and no others
};

struct WorkloadSchema {
  std::string_view name;
  std::span<const RequestSchema> requests;
  // Each node answers from the data of all nodes, so one node alone does not show whether they agree.
  bool is_replicated = true;
};

// In the order in which help texts list them.
std::span<const WorkloadSchema> workload_schemas();

// nullptr if the workload is unknown.
const WorkloadSchema* find_workload_schema(std::string_view name);

// nullptr if the workload has no request of that type.
const RequestSchema* find_request_schema(const WorkloadSchema& workload, std::string_view type);

// Whether a field of this kind may have the value. REQUIRES: `json` is one JSON value.
bool is_of_kind(std::string_view json, FieldKind kind);

// A name of the kind, with its article: "an integer".
std::string_view kind_words(FieldKind kind);

}  // namespace maelstrom::protocol
