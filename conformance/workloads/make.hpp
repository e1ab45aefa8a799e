// Creates the workload of each name; the other files in this folder define them.
#pragma once

#include <memory>
#include <string>

#include "conformance/workloads/workload.hpp"

namespace maelstrom::conformance {

std::unique_ptr<Workload> make_echo(const WorkloadSetting& setting);
std::unique_ptr<Workload> make_unique_ids(const WorkloadSetting& setting);
std::unique_ptr<Workload> make_broadcast(const WorkloadSetting& setting);
std::unique_ptr<Workload> make_g_set(const WorkloadSetting& setting);
std::unique_ptr<Workload> make_g_counter(const WorkloadSetting& setting);
std::unique_ptr<Workload> make_pn_counter(const WorkloadSetting& setting);
std::unique_ptr<Workload> make_lin_kv(const WorkloadSetting& setting);
std::unique_ptr<Workload> make_kafka(const WorkloadSetting& setting);
std::unique_ptr<Workload> make_txn_list_append(const WorkloadSetting& setting);
std::unique_ptr<Workload> make_txn_rw_register(const WorkloadSetting& setting);

// The requirement of lin-kv that the concurrency does not meet; empty if it is met.
std::string lin_kv_unmet(const WorkloadSetting& setting);

}  // namespace maelstrom::conformance
