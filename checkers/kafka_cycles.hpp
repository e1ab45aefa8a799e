// Cycles in a kafka history: operations of which each must precede the next, and the last the first.
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
  bool no_edge = false;  // nothing precedes anything
  // Their events are indices into KafkaHistory::operations().
  transactions::CycleFindings found;
};

// `writer_of`: for each message the operation that sent it; kNoOperation if none did.
KafkaCycles find_kafka_cycles(const KafkaHistory& history, std::span<const std::uint32_t> writer_of);

}  // namespace maelstrom::conformance
