// Cycles in a kafka history: operations of which each must precede the next, and the last the first.
//
// An operation that sent a message precedes those that polled it (wr), and one that completed precedes those that were
// invoked later (realtime).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "conformance/checkers/kafka_history.hpp"

namespace maelstrom::conformance {

inline constexpr std::uint32_t kNoOperation = 0xffffffff;

struct KafkaStep {
  std::uint32_t from = 0;  // an index into KafkaHistory::operations()
  std::uint32_t to = 0;
  bool realtime = false;
  MessageId message = 0;  // of a wr step
};

struct KafkaCycle {
  bool needs_realtime = false;            // no cycle among the same operations does without
  std::vector<KafkaStep> steps;           // a shortest one
  std::vector<std::uint32_t> operations;  // the strongly connected component, ascending
};

struct KafkaCycles {
  bool no_edge = false;  // nothing precedes anything
  std::vector<KafkaCycle> cycles;
};

// `writer_of`: for each message the operation that sent it; kNoOperation if none did.
KafkaCycles find_kafka_cycles(const KafkaHistory& history, std::span<const std::uint32_t> writer_of);

}  // namespace maelstrom::conformance
