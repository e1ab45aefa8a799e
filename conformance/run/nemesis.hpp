// The nemesis: decides when each fault starts and stops, and its effect.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "conformance/choices/choices.hpp"
#include "conformance/run/network.hpp"
#include "history/faults.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

// A random partition of this kind. An empty grudge for a node means that it receives from all nodes.
Grudge make_grudge(PartitionKind kind, std::size_t node_count, ChoiceStream& choices);

// Messages pass in one direction only.
Grudge make_one_way_grudge(std::size_t node_count, ChoiceStream& choices);

// Every kind of fault has its own schedule: it starts and stops in turn, at random intervals of `interval` on average,
// as Jepsen's packages do.
class Nemesis {
 public:
  // Faults that need two nodes do not occur in a cluster of one node.
  Nemesis(const std::vector<FaultKind>& kinds, std::size_t node_count, Time interval, Choices& choices);

  // Begins the schedules.
  void start(Time now);

  // When the next operation is due.
  Time next_time() const;

  // Removes and returns the operation that is due.
  Fault next(Time now);

  // Ends the schedules. Returns the active faults; the caller undoes them.
  std::vector<Fault> stop();

 private:
  struct Schedule {
    FaultKind kind;
    std::unique_ptr<ChoiceStream> choices;
    Time next_time = kNever;
    Fault current;  // with start set while it is active
  };

  Fault make(Schedule& schedule) const;
  Time distance(ChoiceStream& choices) const;

  std::size_t node_count_;
  Time interval_;
  std::vector<Schedule> schedules_;
};

}  // namespace maelstrom::conformance
