// Cycles in a kafka history: each operation must precede the next one, and the last must precede the first.
//
// An operation that sent a message precedes those that polled it (wr), and one that completed precedes those that were
// invoked later (realtime).
#pragma once

#include <cstdint>
#include <span>

#include "checkers/kafka_history.hpp"
#include "checkers/transactions/cycle_search.hpp"

namespace maelstrom::conformance {

inline constexpr std::uint32_t kNoOperation = 0xffffffff;

struct KafkaCycles {
  bool no_edge = false;  // no operation precedes another
  // Their events are indices into KafkaHistory::operations().
  transactions::CycleFindings found;
};

// `writer_of`: the operation that sent each message; kNoOperation if unknown.
KafkaCycles find_kafka_cycles(const KafkaHistory& history, std::span<const std::uint32_t> writer_of);

}  // namespace maelstrom::conformance
