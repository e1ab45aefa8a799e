#include <algorithm>
#include <array>

#include "conformance/workloads/echo.hpp"
#include "conformance/workloads/unique_ids.hpp"
#include "conformance/workloads/workload.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::array kWorkloads = {
    WorkloadEntry{"echo", "a node sends back what it was sent", make_echo},
    WorkloadEntry{"unique-ids", "every id a node generates is given out once", make_unique_ids},
};

}  // namespace

std::span<const WorkloadEntry> workloads() {
  return kWorkloads;
}

const WorkloadEntry* find_workload(std::string_view name) {
  const auto* const found =
      std::find_if(kWorkloads.begin(), kWorkloads.end(), [name](const WorkloadEntry& row) { return row.name == name; });
  return found == kWorkloads.end() ? nullptr : found;
}

}  // namespace maelstrom::conformance
