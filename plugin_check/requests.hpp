// Requests from the schemas of the workloads: valid ones, and ones with a single mistake. Rules about the meaning of a
// workload are in rules/workload.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/workload_schemas.hpp"

namespace maelstrom::conformance::check {

using protocol::FieldKind;
using protocol::FieldSchema;
using protocol::RequestSchema;
using protocol::WorkloadSchema;

// The field of the request that may have any value and is returned in the reply; empty if it has none or `shape` is
// nullptr.
std::string_view payload_field(const RequestSchema* shape);

// The members of a valid request.
std::string example_members(const RequestSchema& shape);

// The workloads whose requests are all among `types`, without those that contradict each other: a plugin that handles
// add and read may be a set or a counter. `ambiguous` receives their names.
std::vector<const WorkloadSchema*> guess_workloads(const std::vector<std::string>& types,
                                                   std::vector<std::string_view>& ambiguous);

// The shape of the request `type` in one of the workloads, or nullptr.
const RequestSchema* find_request_schema(std::span<const WorkloadSchema* const> workloads, std::string_view type);

}  // namespace maelstrom::conformance::check
