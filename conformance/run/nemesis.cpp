#include "conformance/run/nemesis.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

namespace maelstrom::conformance {
namespace {

constexpr std::array kKinds = {PartitionKind::kOne, PartitionKind::kMajority, PartitionKind::kMajoritiesRing};
constexpr std::uint64_t kLongestJump = 60 * static_cast<std::uint64_t>(kSecond);  // of a wall clock, forward or back
constexpr std::size_t kKindsForTwoNodes = 1;  // with two nodes all kinds make the same cut, or no cut

std::vector<NodeIndex> shuffled_nodes(std::size_t count, ChoiceStream& choices) {
  std::vector<NodeIndex> nodes(count);
  std::iota(nodes.begin(), nodes.end(), NodeIndex{0});
  choices.shuffle(nodes);
  return nodes;
}

std::size_t majority(std::size_t count) {
  return count / 2 + 1;
}

// The first `size` nodes on one side, the others on the other, with no messages between the sides.
Grudge split(const std::vector<NodeIndex>& nodes, std::size_t size) {
  Grudge grudge(nodes.size());
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = size; b < nodes.size(); ++b) {
      grudge[nodes[a]].push_back(nodes[b]);
      grudge[nodes[b]].push_back(nodes[a]);
    }
  }
  return grudge;
}

// The nodes form a ring; each receives from a majority around itself.
Grudge majorities_ring(const std::vector<NodeIndex>& nodes) {
  const std::size_t count = nodes.size();
  const std::size_t window = majority(count);
  Grudge grudge(count);
  for (std::size_t first = 0; first < count; ++first) {
    const NodeIndex centre = nodes[(first + window / 2) % count];
    for (std::size_t outside = window; outside < count; ++outside) {
      grudge[centre].push_back(nodes[(first + outside) % count]);
    }
  }
  return grudge;
}

}  // namespace

Grudge make_grudge(PartitionKind kind, std::size_t node_count, ChoiceStream& choices) {
  const std::vector<NodeIndex> nodes = shuffled_nodes(node_count, choices);
  switch (kind) {
    case PartitionKind::kOne:
      return split(nodes, 1);
    case PartitionKind::kMajority:
      return split(nodes, majority(node_count));
    case PartitionKind::kMajoritiesRing:
      return majorities_ring(nodes);
  }
  return {};
}

Grudge make_one_way_grudge(std::size_t node_count, ChoiceStream& choices) {
  const std::vector<NodeIndex> nodes = shuffled_nodes(node_count, choices);
  Grudge grudge(node_count);
  const std::size_t deaf = 1 + choices.below(node_count - 1);
  for (std::size_t a = 0; a < deaf; ++a) {
    for (std::size_t b = deaf; b < node_count; ++b) {
      grudge[nodes[a]].push_back(nodes[b]);
    }
  }
  return grudge;
}

Nemesis::Nemesis(const std::vector<FaultKind>& kinds, std::size_t node_count, Time interval, Choices& choices)
    : node_count_(node_count), interval_(interval) {
  for (const FaultKind kind : kinds) {
    const bool needs_two = kind == FaultKind::kPartition || kind == FaultKind::kOneWay;
    if (node_count >= 2 || !needs_two) {
      const std::string stream = "nemesis " + std::string(fault_entry(kind).name);
      schedules_.push_back({kind, choices.stream(stream), kNever, {}});
    }
  }
}

void Nemesis::start(Time now) {
  for (Schedule& schedule : schedules_) {
    schedule.next_time = now + distance(*schedule.choices);
  }
}

Time Nemesis::next_time() const {
  Time next = kNever;
  for (const Schedule& schedule : schedules_) {
    next = std::min(next, schedule.next_time);
  }
  return next;
}

Fault Nemesis::next(Time now) {
  Schedule& schedule =
      *std::min_element(schedules_.begin(), schedules_.end(),
                        [](const Schedule& a, const Schedule& b) { return a.next_time < b.next_time; });
  schedule.next_time = now + distance(*schedule.choices);
  if (schedule.current.start) {
    schedule.current.start = false;
  } else {
    schedule.current = make(schedule);
  }
  return schedule.current;
}

Fault Nemesis::make(Schedule& schedule) const {
  ChoiceStream& choices = *schedule.choices;
  Fault fault;
  fault.kind = schedule.kind;
  fault.start = true;
  const auto some_nodes = [this, &choices] {
    std::vector<NodeIndex> nodes = shuffled_nodes(node_count_, choices);
    nodes.resize(1 + choices.below(node_count_));
    return nodes;
  };
  switch (schedule.kind) {
    case FaultKind::kPartition:
      fault.partition = kKinds[choices.below(node_count_ == 2 ? kKindsForTwoNodes : kKinds.size())];
      fault.grudge = make_grudge(fault.partition, node_count_, choices);
      break;
    case FaultKind::kOneWay:
      fault.grudge = make_one_way_grudge(node_count_, choices);
      break;
    case FaultKind::kLoss:
    case FaultKind::kDuplicate:
    case FaultKind::kReorder:
      fault.probability = choices.between(0.05, 0.5);
      break;
    case FaultKind::kDelaySpike:
      fault.probability = 1;
      break;
    case FaultKind::kKill:
    case FaultKind::kPause:
      fault.nodes = some_nodes();
      break;
    case FaultKind::kClock:
      fault.nodes = some_nodes();
      fault.clock_jump = static_cast<Time>(choices.below(2 * kLongestJump + 1)) - static_cast<Time>(kLongestJump);
      fault.clock_drift = choices.between(-0.1, 0.1);
      break;
  }
  return fault;
}

std::vector<Fault> Nemesis::stop() {
  std::vector<Fault> under_way;
  for (Schedule& schedule : schedules_) {
    schedule.next_time = kNever;
    if (schedule.current.start) {
      schedule.current.start = false;
      under_way.push_back(schedule.current);
    }
  }
  return under_way;
}

Time Nemesis::distance(ChoiceStream& choices) const {
  return static_cast<Time>(choices.below(2 * std::max<std::uint64_t>(static_cast<std::uint64_t>(interval_), 1)));
}

}  // namespace maelstrom::conformance
