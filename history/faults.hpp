// The faults that the nemesis can inject, by name, and the effect of a fault.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/node_index.hpp"
#include "history/time.hpp"

namespace maelstrom::conformance {

enum class FaultKind : std::uint8_t {
  kPartition,
  kOneWay,
  kLoss,
  kDuplicate,
  kReorder,
  kDelaySpike,
  kKill,
  kPause,
  kClock,
};

struct FaultEntry {
  FaultKind kind;
  std::string_view name;
  std::string_view summary;
  bool simulated_only;  // not available with real processes
};

inline constexpr std::array kFaults = {
    FaultEntry{FaultKind::kPartition, "partition", "cut the network between nodes, in both directions or around a ring",
               false},
    FaultEntry{FaultKind::kOneWay, "one-way", "cut the network in one direction only", false},
    FaultEntry{FaultKind::kLoss, "loss", "lose some of the messages between servers", false},
    FaultEntry{FaultKind::kDuplicate, "duplicate", "deliver some messages twice", false},
    FaultEntry{FaultKind::kReorder, "reorder", "deliver some messages out of order", false},
    FaultEntry{FaultKind::kDelaySpike, "delay-spike", "delay all messages", false},
    FaultEntry{FaultKind::kKill, "kill", "kill nodes, and restart them", false},
    FaultEntry{FaultKind::kPause, "pause", "stop nodes, and continue them", false},
    FaultEntry{FaultKind::kClock, "clock", "make wall clocks jump and drift", true},
};

inline constexpr std::size_t kFaultKinds = kFaults.size();

constexpr const FaultEntry& fault_entry(FaultKind kind) {
  return kFaults.at(static_cast<std::size_t>(kind));
}

constexpr std::optional<FaultKind> find_fault(std::string_view name) {
  for (const FaultEntry& entry : kFaults) {
    if (entry.name == name) {
      return entry.kind;
    }
  }
  return std::nullopt;
}

// The names of all faults, separated by commas. simulated: whether to include those that real processes do not support.
std::string fault_names(bool simulated);

// Reads "partition,kill", or "all". nullopt if a name is unknown.
std::optional<std::vector<FaultKind>> parse_faults(std::string_view list, bool simulated);

// The partitions that Jepsen makes under these names.
enum class PartitionKind {
  kOne,            // one node is cut off
  kMajority,       // a majority and a minority
  kMajoritiesRing  // every node sees a majority, no two the same one; one-way between some nodes
};

std::string_view partition_name(PartitionKind kind);

// For every node, the nodes whose messages it drops. Not necessarily symmetric.
using Grudge = std::vector<std::vector<NodeIndex>>;

// One operation of the nemesis: a fault begins, or ends.
struct Fault {
  FaultKind kind = FaultKind::kPartition;
  bool start = false;
  PartitionKind partition = PartitionKind::kOne;
  Grudge grudge;                 // of partition and one-way
  std::vector<NodeIndex> nodes;  // hit by kill, pause and clock
  double probability = 0;        // of a lost, duplicated or delayed message
  Time clock_jump = 0;           // of wall clocks, forward or backward
  double clock_drift = 0;        // seconds gained per second from now on
};

}  // namespace maelstrom::conformance
