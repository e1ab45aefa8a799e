#include "history/faults.hpp"

#include <algorithm>

namespace maelstrom::conformance {
namespace {

// Maelstrom allows spaces in such a list: "partition, kill".
std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

}  // namespace

std::string fault_names(bool simulated) {
  std::string names;
  for (const FaultEntry& entry : kFaults) {
    if (simulated || !entry.simulated_only) {
      names += names.empty() ? "" : ", ";
      names += entry.name;
    }
  }
  return names;
}

std::optional<std::vector<FaultKind>> parse_faults(std::string_view list, bool simulated) {
  std::vector<FaultKind> faults;
  for (const FaultEntry& entry : kFaults) {
    if (list == "all" && (simulated || !entry.simulated_only)) {
      faults.push_back(entry.kind);
    }
  }
  for (std::size_t begin = 0; list != "all" && begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const auto kind = find_fault(trimmed(list.substr(begin, end - begin)));
    if (!kind || (fault_entry(*kind).simulated_only && !simulated)) {
      return std::nullopt;
    }
    if (std::find(faults.begin(), faults.end(), *kind) == faults.end()) {
      faults.push_back(*kind);
    }
    begin = end + 1;
  }
  return faults;
}

std::string_view partition_name(PartitionKind kind) {
  switch (kind) {
    case PartitionKind::kOne:
      return "one";
    case PartitionKind::kMajority:
      return "majority";
    case PartitionKind::kMajoritiesRing:
      return "majorities-ring";
  }
  return "";
}

}  // namespace maelstrom::conformance
