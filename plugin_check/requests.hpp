// What is known of the requests of each workload (Maelstrom, doc/workloads.md), so that a plugin can be sent ones that
// are right, and ones that are wrong in one place. To add a workload, add its rows in requests.cpp; rules about its
// meaning go into rules_workload.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::conformance::check {

enum class FieldKind {
  kPayload,  // any JSON value: it is carried, not looked into, and comes back as it was if the reply has its name
  kAny,      // any JSON value that makes sense to the workload
  kIgnored,  // a right node may do without it, and then takes whatever stands there
  kInteger,
  kArray,
  kObject,
};

struct FieldShape {
  std::string_view name;
  FieldKind kind;
  std::string_view example;  // JSON
};

struct RequestShape {
  std::string_view type;
  std::span<const FieldShape> fields;              // all of them needed
  std::span<const std::string_view> reply_fields;  // beside type and in_reply_to: these and no others
};

struct WorkloadShape {
  std::string_view name;
  std::span<const RequestShape> requests;
  // Each node answers out of what all nodes were told: whether they agree does not show on one of them.
  bool is_replicated = true;
};

std::span<const WorkloadShape> workload_shapes();

// The field of the request that carries any value and comes back with the reply; empty if there is none or `shape` is
// nullptr.
std::string_view payload_field(const RequestShape* shape);

// The members of a right request.
std::string example_members(const RequestShape& shape);

// nullptr if there is none of that name.
const WorkloadShape* find_workload_shape(std::string_view name);

// The workloads whose requests are all among `types`, without those that contradict each other: a plugin that handles
// add and read may be a set or a counter. Of such, `ambiguous` receives the names.
std::vector<const WorkloadShape*> guess_workloads(const std::vector<std::string>& types,
                                                  std::vector<std::string_view>& ambiguous);

// The shape of the request `type` in one of the workloads, or nullptr.
const RequestShape* find_request_shape(std::span<const WorkloadShape* const> workloads, std::string_view type);

}  // namespace maelstrom::conformance::check
