#include "conformance/simulator/shrink.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace maelstrom::conformance {
namespace {

constexpr Time kShortest = kSecond / 10;

// Plans one step smaller than `plan`, the largest steps first.
std::vector<Plan> smaller(const Plan& plan) {
  std::vector<Plan> plans;
  const auto add = [&plan, &plans](auto change) {
    plans.push_back(plan);
    change(plans.back());
  };
  for (std::size_t i = 0; i < plan.faults.size(); ++i) {
    add([i](Plan& p) { p.faults.erase(p.faults.begin() + static_cast<std::ptrdiff_t>(i)); });
  }
  for (const double part : {0.5, 0.8}) {
    if (static_cast<double>(plan.time_limit) * part >= static_cast<double>(kShortest)) {
      add([part](Plan& p) { p.time_limit = static_cast<Time>(static_cast<double>(p.time_limit) * part); });
    }
  }
  if (plan.nodes.size() > 1) {
    add([](Plan& p) {
      const std::size_t clients_per_node = std::max<std::size_t>(1, p.concurrency / p.nodes.size());
      p.nodes.pop_back();
      const auto clients = static_cast<std::uint32_t>(clients_per_node * p.nodes.size());
      p.concurrency = std::min(p.concurrency, clients);
    });
  }
  if (plan.concurrency > plan.nodes.size()) {
    add([](Plan& p) { p.concurrency = static_cast<std::uint32_t>(p.nodes.size()); });
  }
  if (plan.rate > 1) {
    add([](Plan& p) { p.rate = std::max(1.0, p.rate / 2); });
  }
  if (plan.latency.mean != 0) {
    add([](Plan& p) { p.latency.mean = 0; });
  }
  // Last, because they rarely help, and each costs a run.
  if (plan.nodes.size() > 1) {
    add([](Plan& p) { p.nodes.pop_back(); });  // the same clients, spread over fewer nodes
  }
  if (plan.concurrency > 1) {
    add([](Plan& p) { p.concurrency /= 2; });
    add([](Plan& p) { p.concurrency = p.concurrency * 4 / 5; });  // at least one client fewer
  }
  std::erase_if(plans, [](const Plan& smaller) {
    const WorkloadEntry* const workload = find_workload(smaller.workload);
    return workload != nullptr && workload->unmet != nullptr && !workload->unmet(workload_setting(smaller)).empty();
  });
  return plans;
}

}  // namespace

bool is_same_failure(const SeedOutcome& failure, const SeedOutcome& other) {
  return other.valid == Validity::kFalse && !failure.failed.empty() &&
         std::find(other.failed.begin(), other.failed.end(), failure.failed.front()) != other.failed.end();
}

Plan shrink(Plan plan, const std::function<bool(const Plan&)>& fails) {
  for (;;) {
    const std::vector<Plan> plans = smaller(plan);
    const auto found = std::find_if(plans.begin(), plans.end(), fails);
    if (found == plans.end()) {
      return plan;
    }
    plan = *found;
  }
}

}  // namespace maelstrom::conformance
