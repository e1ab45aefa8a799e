#include "checkers/register_plan.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <tuple>
#include <utility>

namespace maelstrom::conformance {
namespace {

using Kind = RegisterOperation::Kind;

bool returns(const RegisterOperation& operation) {
  return operation.returned != kNeverReturned;
}

bool is_update(const RegisterOperation& operation) {
  return operation.kind == Kind::kWrite || operation.kind == Kind::kCompareAndSet;
}

// An event: twice the number of its operation, plus 1 if it is the return.
using PlanEvent = std::uint32_t;

// All events in order of position. Positions without large gaps are sorted by counting.
std::vector<PlanEvent> events_in_order(std::span<const RegisterOperation> operations) {
  constexpr PlanEvent kNothing = 0xffffffff;
  std::uint64_t last = 0;
  for (const RegisterOperation& operation : operations) {
    last = std::max({last, operation.invoked, returns(operation) ? operation.returned : 0});
  }
  if (last <= operations.size() * 4) {
    std::vector<PlanEvent> at_place(last + 1, kNothing);
    for (PlanEvent i = 0; i < operations.size(); ++i) {
      at_place[operations[i].invoked] = i * 2;
      if (returns(operations[i])) {
        at_place[operations[i].returned] = i * 2 + 1;
      }
    }
    at_place.erase(std::remove(at_place.begin(), at_place.end(), kNothing), at_place.end());
    return at_place;
  }
  std::vector<std::pair<std::uint64_t, PlanEvent>> events;
  for (PlanEvent i = 0; i < operations.size(); ++i) {
    events.emplace_back(operations[i].invoked, i * 2);
    if (returns(operations[i])) {
      events.emplace_back(operations[i].returned, i * 2 + 1);
    }
  }
  std::sort(events.begin(), events.end());
  std::vector<PlanEvent> sorted;
  sorted.reserve(events.size());
  for (const auto& [place, event] : events) {
    sorted.push_back(event);
  }
  return sorted;
}

// The values that some operation needs; an unreturned operation that leaves another value is useless.
std::vector<bool> needed_values(std::span<const RegisterOperation> operations, RegisterValue value_count) {
  std::vector<bool> needed(value_count, false);
  for (const RegisterOperation& operation : operations) {
    if (operation.kind == Kind::kObserveAnother && returns(operation)) {
      needed.assign(value_count, true);
      break;
    }
    if (operation.kind == Kind::kCompareAndSet || (operation.kind == Kind::kObserveValue && returns(operation))) {
      needed[operation.expected] = true;
    }
  }
  return needed;
}

}  // namespace

RegisterPlan::RegisterPlan(std::span<const RegisterOperation> given) : operations(given) {
  for (const RegisterOperation& operation : operations) {
    value_count = std::max({value_count, operation.expected + 1, operation.result + 1});
  }
  find_kinds();
  lay_out();
}

void RegisterPlan::find_kinds() {
  kind_of.assign(operations.size(), kNoKind);
  std::map<std::tuple<bool, RegisterValue, RegisterValue>, std::uint32_t> numbers;
  std::vector<bool> needed;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const RegisterOperation& operation = operations[i];
    if (returns(operation) || !is_update(operation)) {
      continue;
    }
    if (needed.empty()) {
      needed = needed_values(operations, value_count);
    }
    if (!needed[operation.result]) {
      continue;
    }
    const bool is_write = operation.kind == Kind::kWrite;
    const RegisterValue expected = is_write ? kAbsent : operation.expected;
    const auto [found, is_new] =
        numbers.try_emplace({is_write, expected, operation.result}, static_cast<std::uint32_t>(kinds.size()));
    if (is_new) {
      kinds.push_back({is_write, expected, operation.result});
    }
    kind_of[i] = found->second;
  }
  if (kinds.empty()) {
    return;
  }
  kinds_to.resize(value_count);
  for (std::uint32_t kind = 0; kind < kinds.size(); ++kind) {
    kinds_to[kinds[kind].result].push_back(kind);
    if (!kinds[kind].is_write) {
      compare_and_set_kinds.push_back(kind);
    }
  }
}

void RegisterPlan::lay_out() {
  slot_of.assign(operations.size(), 0);
  level_of.assign(operations.size(), 0);
  level_begin.push_back(0);
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> free_slots;
  level_begin.reserve(operations.size() + 2);
  returned.reserve(operations.size());
  invocations.reserve(operations.size());
  for (const PlanEvent event : events_in_order(operations)) {
    const std::uint32_t operation = event / 2;
    if (operations[operation].kind == Kind::kObserveNothing) {
      continue;
    }
    if (event % 2 == 1) {
      level_of[operation] = static_cast<std::uint32_t>(returned.size());
      returned.push_back(operation);
      level_begin.push_back(static_cast<std::uint32_t>(invocations.size()));
      free_slots.push(slot_of[operation]);
    } else if (!returns(operations[operation])) {
      if (kind_of[operation] != kNoKind) {
        invocations.push_back({false, kind_of[operation]});
      }
    } else {
      if (free_slots.empty()) {
        free_slots.push(slot_count++);
      }
      slot_of[operation] = free_slots.top();
      free_slots.pop();
      invocations.push_back({true, operation});
    }
  }
  level_begin.push_back(static_cast<std::uint32_t>(invocations.size()));
}

}  // namespace maelstrom::conformance
