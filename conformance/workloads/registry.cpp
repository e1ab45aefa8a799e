#include <algorithm>
#include <array>

#include "conformance/workloads/make.hpp"

namespace maelstrom::conformance {
namespace {

constexpr std::array kWorkloads = {
    WorkloadEntry{"echo", "a node returns the value that it received", make_echo},
    WorkloadEntry{"unique-ids", "every generated id is unique", make_unique_ids},
    WorkloadEntry{"broadcast", "a value sent to one node reaches all of them", make_broadcast},
    WorkloadEntry{"g-set", "a set that only grows", make_g_set},
    WorkloadEntry{"g-counter", "a counter that only grows", make_g_counter},
    WorkloadEntry{"pn-counter", "a counter that grows and shrinks", make_pn_counter},
    WorkloadEntry{"lin-kv", "a linearizable key-value store", make_lin_kv, lin_kv_unmet, 2},
    WorkloadEntry{"kafka", "append-only logs with committed offsets", make_kafka},
    WorkloadEntry{"txn-list-append", "transactions over lists", make_txn_list_append},
    WorkloadEntry{"txn-rw-register", "transactions over registers", make_txn_rw_register},
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
