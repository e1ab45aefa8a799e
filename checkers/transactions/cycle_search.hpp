// Finds the cycles of an order graph that contradict a consistency model, and names them as Elle does.
//
// Each strongly connected component is searched separately, for one anomaly after the other; anomalies that a found one
// implies are skipped. Before that, a few subgraphs are tested for any cycle at all: this test is complete, and decides
// the verdict even if no cycle of a certain form is found.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checkers/transactions/consistency_models.hpp"
#include "checkers/transactions/order_graph.hpp"

namespace maelstrom::conformance::transactions {

// Which reason is preferred for a step if several reasons order two transactions.
enum class StepPreference : std::uint8_t { kWriteWriteFirst, kWriteReadFirst };

struct CycleStep {
  EventId from = 0;
  EventId to = 0;
  EdgeKinds kind = 0;  // one bit
};

// A found cycle: the last step leads to the start of the first.
struct Cycle {
  Anomaly type = 0;
  std::vector<CycleStep> steps;
};

// These transactions have some cycle, so the model cannot hold.
struct CycleExists {
  Anomaly type = 0;
  Model model = 0;
  std::vector<EventId> transactions;  // the smallest component, ascending
};

// A search that ran out of steps.
struct SearchGivenUp {
  Anomaly searched = 0;
  std::size_t transactions = 0;  // of the component
};

struct CycleFindings {
  std::vector<Cycle> cycles;
  std::vector<CycleExists> exists;
  std::vector<SearchGivenUp> given_up;
};

// The most steps of one search in one component; a count, so that it is the same on every machine.
inline constexpr std::uint64_t kDefaultSearchSteps = 4'000'000;

// `indices`: of all events in the history, by EventId; Elle's search visits them in the order of their hashes.
CycleFindings search_cycles(std::span<const std::uint32_t> indices, const std::vector<Component>& components,
                            StepPreference preference, std::uint64_t steps = kDefaultSearchSteps);

}  // namespace maelstrom::conformance::transactions
