#include "history/fault_json.hpp"

#include <cstddef>

#include <spdlog/fmt/fmt.h>

#include "protocol/json_text.hpp"

namespace maelstrom::conformance {
namespace {

void append_names(std::string& out, const std::vector<NodeIndex>& indexes, const std::vector<std::string>& nodes) {
  out += '[';
  const char* separator = "";
  for (const NodeIndex index : indexes) {
    out += separator;
    separator = ",";
    append_json_string(out, nodes[index]);
  }
  out += ']';
}

void append_grudge(std::string& out, const Grudge& grudge, const std::vector<std::string>& nodes) {
  out += R"("drops":{)";
  const char* separator = "";
  for (std::size_t node = 0; node < grudge.size(); ++node) {
    out += separator;
    separator = ",";
    append_json_string(out, nodes[node]);
    out += ':';
    append_names(out, grudge[node], nodes);
  }
  out += '}';
}

}  // namespace

void append_fault_details(std::string& out, const Fault& fault, const std::vector<std::string>& nodes) {
  if (!fault.start) {
    out += "null";
    return;
  }
  out += '{';
  switch (fault.kind) {
    case FaultKind::kPartition:
      out += fmt::format(R"("kind":"{}",)", partition_name(fault.partition));
      append_grudge(out, fault.grudge, nodes);
      break;
    case FaultKind::kOneWay:
      append_grudge(out, fault.grudge, nodes);
      break;
    case FaultKind::kLoss:
    case FaultKind::kDuplicate:
    case FaultKind::kReorder:
    case FaultKind::kDelaySpike:
      out += fmt::format(R"("probability":{:.3f})", fault.probability);
      break;
    case FaultKind::kKill:
    case FaultKind::kPause:
      out += R"("nodes":)";
      append_names(out, fault.nodes, nodes);
      break;
    case FaultKind::kClock:
      out += R"("nodes":)";
      append_names(out, fault.nodes, nodes);
      out += fmt::format(R"(,"jump":{:.3f},"drift":{:.4f})", in_seconds(fault.clock_jump), fault.clock_drift);
      break;
  }
  out += '}';
}

void record_fault(History& history, const Fault& fault, const std::vector<std::string>& nodes, Time now) {
  std::string function = fault.start ? "start-" : "stop-";
  function += fault_entry(fault.kind).name;
  std::string details;
  append_fault_details(details, fault, nodes);
  history.nemesis(function, details, fault.start ? NemesisPhase::kStart : NemesisPhase::kStop, now);
}

}  // namespace maelstrom::conformance
