#include "plugin_check/requests.hpp"

#include <algorithm>

#include "plugin_check/message_text.hpp"

namespace maelstrom::conformance::check {
namespace {

bool is_among(const std::vector<std::string>& types, const WorkloadSchema& workload) {
  return std::all_of(workload.requests.begin(), workload.requests.end(), [&types](const RequestSchema& request) {
    return std::find(types.begin(), types.end(), request.type) != types.end();
  });
}

// Two workloads contradict each other if a request type has a different shape in each.
bool contradict(const WorkloadSchema& a, const WorkloadSchema& b) {
  for (const RequestSchema& request : a.requests) {
    for (const RequestSchema& other : b.requests) {
      const bool same_reply =
          std::ranges::equal(request.reply, other.reply, {}, &FieldSchema::name, &FieldSchema::name);
      if (request.type == other.type && (request.fields.data() != other.fields.data() || !same_reply)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

std::vector<const WorkloadSchema*> guess_workloads(const std::vector<std::string>& types,
                                                   std::vector<std::string_view>& ambiguous) {
  std::vector<const WorkloadSchema*> candidates;
  for (const WorkloadSchema& workload : protocol::workload_schemas()) {
    if (is_among(types, workload)) {
      candidates.push_back(&workload);
    }
  }
  std::vector<const WorkloadSchema*> chosen;
  for (const WorkloadSchema* const workload : candidates) {
    const bool clear = std::none_of(candidates.begin(), candidates.end(),
                                    [workload](const WorkloadSchema* other) { return contradict(*workload, *other); });
    if (clear) {
      chosen.push_back(workload);
    } else {
      ambiguous.push_back(workload->name);
    }
  }
  return chosen;
}

std::string_view payload_field(const RequestSchema* shape) {
  if (shape == nullptr) {
    return {};
  }
  for (const FieldSchema& field : shape->fields) {
    const bool comes_back = std::any_of(shape->reply.begin(), shape->reply.end(),
                                        [&field](const FieldSchema& replied) { return replied.name == field.name; });
    if (field.kind == FieldKind::kPayload && comes_back) {
      return field.name;
    }
  }
  return {};
}

std::string example_members(const RequestSchema& shape) {
  std::string members;
  for (const FieldSchema& field : shape.fields) {
    add_members(members, member(field.name, field.example));
  }
  return members;
}

const RequestSchema* find_request_schema(std::span<const WorkloadSchema* const> workloads, std::string_view type) {
  for (const WorkloadSchema* const workload : workloads) {
    if (const RequestSchema* const found = protocol::find_request_schema(*workload, type)) {
      return found;
    }
  }
  return nullptr;
}

}  // namespace maelstrom::conformance::check
